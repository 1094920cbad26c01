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
 * Limits the total number of live paths, both stored and held (ARCHITECTURE, Budgets). A new
 * version of a path does not count as another path.
 *
 * <p>The decision is based on what this replica has applied: appends in progress, here or on other
 * replicas, are not counted.
 */
public final class PathBudgets {
  private final RegistrationLimits limits;

  public PathBudgets(RegistrationLimits limits) {
    this.limits = limits;
  }

  /**
   * Checks the limits for a segment.
   *
   * @param isStored whether a version of the path is stored
   * @param held the content of the outage buffer apart from this segment
   * @return the detail of a rejection, naming the limit that the segment would exceed; empty if it
   *     exceeds none
   */
  public Optional<String> exceeded(
      PathSegment segment,
      SegmentType type,
      boolean isStored,
      ReadView view,
      OutageContent held,
      long nowMs) {
    SegmentKey path = new SegmentKey(segment.format(), type, segment.id());
    if (isStored || held.holds(path, segment)) {
      return Optional.empty();
    }
    IsdAs first = segment.firstIa();
    IsdAs last = segment.lastIa();
    int ofPair = held.newPaths(first, last, view);
    if (view.reachLimit(first, last, nowMs, limits.perPair() - ofPair)) {
      return Optional.of("too many valid segments from " + first + " to " + last);
    }
    int ofLast = held.newPaths(IsdAs.NONE, last, view);
    if (view.reachLimit(IsdAs.NONE, last, nowMs, limits.perLastAs() - ofLast)) {
      return Optional.of("too many valid segments that end at " + last);
    }
    return Optional.empty();
  }
}
