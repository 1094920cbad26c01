package org.waymark.server.registration;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * Decides which registrations are not worth appending (ARCHITECTURE, Damping). Damping is necessary
 * because beaconing registers every path again every few seconds, usually without any change.
 *
 * <p><i>Example.</i> {@code refresh-min} is 10 %, and the store contains a version created at 12:00
 * that expires at 18:00.
 *
 * <ul>
 *   <li>12:05: a version arrives that expires at 18:05 and differs only in times and signatures. It
 *       would prolong the stored version by 5 min, which is 1.4 % of its own lifetime of 6 h:
 *       <i>known</i>.
 *   <li>12:06: a version with a new peering link arrives. It is appended, because its content
 *       differs.
 *   <li>12:45: a version arrives that expires at 18:45 and otherwise equals that of 12:06. It
 *       expires 39 min, or 11 %, later than the stored version, so it is appended.
 *   <li>12:46: the version of 12:05 arrives again, over a slower route: <i>superseded</i>.
 * </ul>
 *
 * <p>The decision is based on what this replica has applied. If its view lags, it may answer
 * <i>known</i> although a revocation that is being recorded has made a new version necessary. The
 * next registration corrects this a few seconds later.
 */
public final class Damping {
  private final double refreshMin;

  /**
   * @param refreshMin the minimum time by which a new version must outlast the stored version to be
   *     appended, as a fraction of the new version's lifetime; 0 disables damping
   */
  public Damping(double refreshMin) {
    this.refreshMin = refreshMin;
  }

  /**
   * {@return the stored, live segment with the same signed content, if there is one, so that even
   * the signatures of this segment need not be verified} The bytes may differ, because the same
   * content can be encoded differently, and because the signatures of this segment may be wrong.
   *
   * @param stored the stored version of the path
   */
  public Optional<PathSegment> storedCopy(
      PathSegment segment, SegmentType type, Optional<StoredSegment> stored, long clockMs) {
    return stored
        .map(StoredSegment::segment)
        .filter(copy -> copy.endMs() > clockMs)
        .filter(copy -> copy.eventId(type).equals(segment.eventId(type)));
  }

  /**
   * Decides whether a registration must be appended.
   *
   * @param stored the stored version of the path
   * @return the outcome of a registration that need not be appended; empty otherwise
   */
  public Optional<Outcome> judge(
      PathSegment segment, Optional<StoredSegment> stored, ReadView view, long clockMs) {
    return withoutEffect(segment, stored, view, clockMs)
        .or(
            () ->
                stored
                    .filter(old -> old.segment().endMs() > clockMs)
                    .filter(old -> onlyProlongs(segment, old.segment()))
                    .map(old -> new Outcome.Known()));
  }

  /**
   * Decides whether apply would store the segment of a registration.
   *
   * @param stored the stored version of the path
   * @return the outcome if apply would not store the segment; empty otherwise
   */
  Optional<Outcome> withoutEffect(
      PathSegment segment, Optional<StoredSegment> stored, ReadView view, long clockMs) {
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
}
