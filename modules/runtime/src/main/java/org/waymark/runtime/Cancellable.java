package org.waymark.runtime;

/** A scheduled task, which runs unless it is cancelled. */
public interface Cancellable {
  /**
   * Cancels all future runs. A run that is already in progress is not stopped, and this method does
   * not wait for it. Callable from any thread, any number of times.
   */
  void cancel();
}
