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
 * Decides which registrations need not be appended (ARCHITECTURE, Damping): beaconing registers
 * every path again every few seconds, and most of these registrations change nothing.
 *
 * <p><i>Example.</i> {@code refresh-min} is 10 %, and the store contains a version made at 12:00
 * that expires at 18:00.
 *
 * <ul>
 *   <li>12:05: a version that differs only in times and signatures expires at 18:05. It would
 *       prolong the stored one by 5 min, 1.4 % of its own lifetime of 6 h: <i>known</i>.
 *   <li>12:06: a version that names a new peering link: appended, since it differs in content.
 *   <li>12:45: another version like that of 12:06 expires at 18:45, 39 min or 11 % later than the
 *       stored one: appended.
 *   <li>12:46: the version of 12:05 arrives again, over a slower route: <i>superseded</i>.
 * </ul>
 *
 * <p>The decision is based on what this replica has applied. If its view lags, it may answer
 * <i>known</i> although a revocation that is being recorded has made a new version necessary. The
 * next registration, some seconds later, corrects that.
 */
public final class Damping {
  private final double refreshMin;

  /**
   * @param refreshMin share of the new version's lifetime by which it has to outlast the stored
   *     one; 0 disables damping
   */
  public Damping(double refreshMin) {
    this.refreshMin = refreshMin;
  }

  /**
   * {@return whether this segment is stored and live, so that even its signatures need not be
   * verified} Segments are compared by what signatures cover, because the same content may be laid
   * out differently.
   */
  public boolean isStored(PathSegment segment, SegmentType type, ReadView view, long clockMs) {
    return stored(segment, type, view)
        .filter(stored -> stored.segment().endMs() > clockMs)
        .filter(stored -> stored.segment().eventId(type).equals(segment.eventId(type)))
        .isPresent();
  }

  /** {@return the outcome of a registration that need not be appended; empty if it has to be} */
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

  /** {@return the outcome of a registration that apply would not store; empty if it would} */
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
