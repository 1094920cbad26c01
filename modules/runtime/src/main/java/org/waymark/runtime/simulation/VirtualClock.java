package org.waymark.runtime.simulation;

import java.util.concurrent.atomic.AtomicLong;
import org.waymark.runtime.Clock;

/**
 * A clock that stands still until {@link SimulatedTimers}, or a test without timers, advances it.
 * Readable from any thread.
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

  /** {@return nanoseconds since the clock was created, not counting leaps} */
  @Override
  public long monotonicNs() {
    return elapsedNs.get();
  }

  /**
   * Advances the clock. This method does not run timers. If there are timers, use {@link
   * SimulatedTimers#runForMs}.
   *
   * @param ms the number of milliseconds, 0 or more
   * @throws IllegalArgumentException if {@code ms} is negative
   */
  public void advanceMs(long ms) {
    advanceToNs(elapsedNs.get() + ms * MS_NS);
  }

  /**
   * Sets the wall clock forward, as happens when a host sleeps. The monotonic clock does not move,
   * so no timer becomes due, and code that measures time with the monotonic clock sees no time
   * pass.
   *
   * @param ms the number of milliseconds, 0 or more
   * @throws IllegalArgumentException if {@code ms} is negative
   */
  public void leapMs(long ms) {
    if (ms < 0) {
      throw new IllegalArgumentException("the wall clock cannot go back by " + -ms + " ms");
    }
    leaptMs.addAndGet(ms);
  }

  /** Advances to a time, given in nanoseconds since the clock was created. */
  void advanceToNs(long ns) {
    if (ns < elapsedNs.get()) {
      throw new IllegalArgumentException("time cannot go back to " + ns + " ns");
    }
    elapsedNs.set(ns);
  }

  /**
   * {@return a clock whose wall-clock time differs from this clock's by a constant}
   *
   * @param offsetMs the number of milliseconds by which the new clock is ahead
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
