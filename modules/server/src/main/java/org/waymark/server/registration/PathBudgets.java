package org.waymark.server.registration;

import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.store.view.ReadView;

/**
 * How many live paths there may be (ARCHITECTURE, Budgets), those that wait for the log counted:
 * they come on top of what is stored. A new version of a path is no new path.
 *
 * <p>Judged on what this replica has applied: what is on its way to the log, here or at other
 * replicas, is not counted.
 */
public final class PathBudgets {
  private final RegistrationLimits limits;

  public PathBudgets(RegistrationLimits limits) {
    this.limits = limits;
  }

  /**
   * {@return what there would be too many of with the segment, or nothing}
   *
   * @param held what waits for the log besides the segment
   */
  public Optional<String> exceeded(
      PathSegment segment, SegmentType type, ReadView view, OutageContent held, long nowMs) {
    SegmentKey path = new SegmentKey(segment.format(), type, segment.id());
    if (view.version(path).isPresent() || held.holds(path, segment)) {
      return Optional.empty();
    }
    IsdAs first = segment.firstIa();
    IsdAs last = segment.lastIa();
    int ofPair = held.newPaths(first, last, view);
    if (ofPair + view.liveKeys(first, last, nowMs, limits.perPair()) >= limits.perPair()) {
      return Optional.of("live segments from " + first + " to " + last);
    }
    int ofLast = held.newPaths(IsdAs.NONE, last, view);
    if (ofLast + view.liveKeys(last, nowMs, limits.perLastAs()) >= limits.perLastAs()) {
      return Optional.of("live segments that end at " + last);
    }
    return Optional.empty();
  }
}
