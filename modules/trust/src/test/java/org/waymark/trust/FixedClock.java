package org.waymark.trust;

import org.waymark.runtime.Clock;

/** A clock that stands still. */
record FixedClock(long wallMs) implements Clock {
  static FixedClock atS(long seconds) {
    return new FixedClock(seconds * 1000);
  }

  @Override
  public long monotonicNs() {
    return 0;
  }
}
