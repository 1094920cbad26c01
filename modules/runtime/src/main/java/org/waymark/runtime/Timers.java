package org.waymark.runtime;

/**
 * Runs tasks later, one at a time, on a single thread. Tasks must be short: slow work belongs on a
 * thread of its own. A task that throws an exception is reported. This affects neither other tasks
 * nor its own later runs.
 *
 * <p>Callable from any thread, including from tasks.
 */
public interface Timers {
  /**
   * Runs a task once.
   *
   * @param delayMs the delay in milliseconds, 0 or more
   */
  Cancellable after(long delayMs, Runnable task);

  /**
   * Runs a task repeatedly, for the first time after one period. A late run delays the runs after
   * it, so they never pile up.
   *
   * @param periodMs the period in milliseconds, above 0
   */
  Cancellable every(long periodMs, Runnable task);
}
