package org.waymark.faults.cluster;

import org.apache.kafka.common.utils.Time;

/**
 * The time of a broker whose wall clock is wrong.
 *
 * @param aheadMs the number of milliseconds by which the broker's clock is ahead; negative if the
 *     clock is behind
 */
public record ShiftedTime(long aheadMs) implements Time {
  @Override
  public long milliseconds() {
    return SYSTEM.milliseconds() + aheadMs;
  }

  @Override
  public long hiResClockMs() {
    return SYSTEM.hiResClockMs();
  }

  @Override
  public long nanoseconds() {
    return SYSTEM.nanoseconds();
  }

  @Override
  public void sleep(long durationMs) {
    SYSTEM.sleep(durationMs);
  }
}
