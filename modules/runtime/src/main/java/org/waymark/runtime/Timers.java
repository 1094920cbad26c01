package org.waymark.runtime;

/**
 * Runs tasks later, one at a time, on one thread of its own. Tasks must be short: whatever takes
 * long belongs to a thread of its owner. A task that throws is reported and changes nothing for the
 * others, nor for its own later runs.
 *
 * <p>Callable from any thread, also from tasks.
 */
public interface Timers {
  /**
   * Runs a task once.
   *
   * @param delayMs 0 or more
   */
  Cancellable after(long delayMs, Runnable task);

  /**
   * Runs a task again and again, first after one period. A late run delays those after it: they
   * never pile up.
   *
   * @param periodMs above 0
   */
  Cancellable every(long periodMs, Runnable task);
}
