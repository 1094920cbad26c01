package org.waymark.embedded;

import org.apache.kafka.common.utils.Time;

/** The system's time, with a wall clock that is ahead. */
record TimeAhead(long aheadMs) implements Time {
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
