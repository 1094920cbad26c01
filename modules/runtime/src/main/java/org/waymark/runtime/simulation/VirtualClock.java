package org.waymark.runtime.simulation;

import java.util.concurrent.atomic.AtomicLong;
import org.waymark.runtime.Clock;

/**
 * A clock that stands still until it is advanced by {@link SimulatedTimers}, or by a test that has
 * no timers. Readable from any thread.
 */
public final class VirtualClock implements Clock {
  private static final long MS_NS = 1_000_000;

  private final long startMs;
  private final AtomicLong elapsedNs = new AtomicLong();
  private final AtomicLong leaptMs = new AtomicLong();

  /**
   * @param startMs the initial time, in Unix milliseconds
   */
  public VirtualClock(long startMs) {
    this.startMs = startMs;
  }

  @Override
  public long wallMs() {
    return startMs + leaptMs.get() + elapsedNs.get() / MS_NS;
  }

  /** {@return nanoseconds since the beginning, without leaps} */
  @Override
  public long monotonicNs() {
    return elapsedNs.get();
  }

  /**
   * Advances the clock. Timers that fall due are not run: use {@link SimulatedTimers#runForMs} if
   * there are any.
   *
   * @param ms 0 or more
   * @throws IllegalArgumentException if {@code ms} is below 0
   */
  public void advanceMs(long ms) {
    advanceToNs(elapsedNs.get() + ms * MS_NS);
  }

  /**
   * Sets the wall clock forward, as when a host sleeps. The monotonic clock does not move, so no
   * timer falls due, and code that measures time with it sees none pass.
   *
   * @param ms 0 or more
   * @throws IllegalArgumentException if below 0
   */
  public void leapMs(long ms) {
    if (ms < 0) {
      throw new IllegalArgumentException("the wall clock cannot go back by " + -ms + " ms");
    }
    leaptMs.addAndGet(ms);
  }

  /** Advances to a moment, given in nanoseconds since the beginning. */
  void advanceToNs(long ns) {
    if (ns < elapsedNs.get()) {
      throw new IllegalArgumentException("time cannot go back to " + ns + " ns");
    }
    elapsedNs.set(ns);
  }

  /**
   * {@return a clock whose wall-clock time differs from this one's by a constant}
   *
   * @param offsetMs milliseconds by which it is ahead
   */
  public Clock skewed(long offsetMs) {
    return new Clock() {
      @Override
      public long wallMs() {
        return VirtualClock.this.wallMs() + offsetMs;
      }

      @Override
      public long monotonicNs() {
        return VirtualClock.this.monotonicNs();
      }
    };
  }
}
