package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import org.waymark.runtime.Clock;

/** The clock of one replica, which may be wrong. Its monotonic time is the simulation's. */
final class ReplicaClock implements Clock {
  private final Clock right;
  private final List<Change> changes = new ArrayList<>();
  private long aheadMs;

  /**
   * A change of the clock.
   *
   * @param rightMs when it happened, by the right time
   * @param shownMs what the clock showed until then
   */
  private record Change(long rightMs, long shownMs) {}

  ReplicaClock(Clock right) {
    this.right = right;
  }

  /** Sets the difference from the right time, which is negative if the clock is behind. */
  void set(long newAheadMs) {
    changes.add(new Change(right.wallMs(), wallMs()));
    aheadMs = newAheadMs;
  }

  /**
   * {@return the latest time that the clock has shown}
   *
   * @param sinceMs since when, by the right time, Unix milliseconds
   */
  long latestMs(long sinceMs) {
    return changes.stream()
        .filter(change -> change.rightMs() >= sinceMs)
        .mapToLong(Change::shownMs)
        .reduce(wallMs(), Math::max);
  }

  @Override
  public long wallMs() {
    return right.wallMs() + aheadMs;
  }

  @Override
  public long monotonicNs() {
    return right.monotonicNs();
  }
}
