package org.waymark.runtime;

/**
 * Runs tasks later, one at a time, on a single thread. Tasks must be short: slow work belongs on a
 * separate thread. If a task throws an exception, the exception is reported; it affects neither
 * other tasks nor later runs of the same task.
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
   * it, so that runs never pile up.
   *
   * @param periodMs the period in milliseconds, greater than 0
   */
  Cancellable every(long periodMs, Runnable task);
}
