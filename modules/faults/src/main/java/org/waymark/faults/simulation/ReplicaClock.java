package org.waymark.faults.simulation;

import org.waymark.runtime.Clock;

/** The clock of one replica, which may be wrong. Its monotonic time is that of the simulation. */
final class ReplicaClock implements Clock {
  private final Clock right;
  private long aheadMs;

  ReplicaClock(Clock right) {
    this.right = right;
  }

  /** Makes the clock differ from the right time, by a negative number if it is behind. */
  void set(long newAheadMs) {
    aheadMs = newAheadMs;
  }

  long aheadMs() {
    return aheadMs;
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
