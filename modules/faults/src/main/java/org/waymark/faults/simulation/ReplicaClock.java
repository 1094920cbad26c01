package org.waymark.faults.simulation;

import org.waymark.runtime.Clock;

/** The clock of one replica, which may be wrong. Its monotonic time is the simulation's. */
final class ReplicaClock implements Clock {
  private final Clock right;
  private long aheadMs;

  ReplicaClock(Clock right) {
    this.right = right;
  }

  /** Sets the difference from the right time, which is negative if the clock is behind. */
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
