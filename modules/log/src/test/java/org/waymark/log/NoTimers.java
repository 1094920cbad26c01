package org.waymark.log;

import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Timers;

/** Timers that never run anything. */
final class NoTimers implements Timers {
  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return () -> {};
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    return () -> {};
  }
}
