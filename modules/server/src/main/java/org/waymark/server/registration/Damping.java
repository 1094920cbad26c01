package org.waymark.server.registration;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * Which registrations are no events (ARCHITECTURE, Damping): beaconing registers every path again
 * every few seconds, and most of that says nothing new.
 *
 * <p>Judged on what this replica has applied. A view that lags can call a version known that a
 * revocation under way would have made necessary; the next registration, seconds later, heals it.
 */
public final class Damping {
  private final double refreshMin;

  /**
   * @param refreshMin share of the lifetime of the new version, 0 damps nothing
   */
  public Damping(double refreshMin) {
    this.refreshMin = refreshMin;
  }

  /**
   * {@return whether this very segment is stored and live, so that not even signatures need a look:
   * by what signatures cover, because others may lay the same out differently}
   */
  public boolean isStored(PathSegment segment, SegmentType type, ReadView view, long clockMs) {
    return stored(segment, type, view)
        .filter(stored -> stored.segment().endMs() > clockMs)
        .filter(stored -> stored.segment().eventId(type).equals(segment.eventId(type)))
        .isPresent();
  }

  /**
   * {@return the outcome of a registration that needs no append, or nothing when it is an event}
   */
  public Optional<Outcome> judge(
      PathSegment segment, SegmentType type, ReadView view, long clockMs) {
    return withoutEffect(segment, type, view, clockMs)
        .or(
            () ->
                stored(segment, type, view)
                    .filter(old -> old.segment().endMs() > clockMs)
                    .filter(old -> onlyProlongs(segment, old.segment()))
                    .map(old -> new Outcome.Known()));
  }

  /** {@return what apply would do with it if it stored nothing} */
  Optional<Outcome> withoutEffect(
      PathSegment segment, SegmentType type, ReadView view, long clockMs) {
    Optional<StoredSegment> stored = stored(segment, type, view);
    if (stored.isPresent() && stored.get().segment().expiryS() > segment.expiryS()) {
      return Optional.of(new Outcome.Superseded());
    }
    OptionalLong killer = view.killer(segment, clockMs);
    return killer.isPresent()
        ? Optional.of(new Outcome.Killed(killer.getAsLong()))
        : Optional.empty();
  }

  private boolean onlyProlongs(PathSegment segment, PathSegment stored) {
    double lifetimeS = segment.expiryS() - segment.timestampS();
    return segment.expiryS() - stored.expiryS() < refreshMin * lifetimeS
        && segment.contentDigest().equals(stored.contentDigest());
  }

  private static Optional<StoredSegment> stored(
      PathSegment segment, SegmentType type, ReadView view) {
    return view.version(new SegmentKey(segment.format(), type, segment.id()));
  }
}
