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
   * @param rightMs the time of the change, by the right clock
   * @param shownMs the time that the clock showed just before the change
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
   * {@return the latest time that the clock has shown since a given time, in Unix milliseconds}
   *
   * @param sinceMs the given time, by the right clock, in Unix milliseconds
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
