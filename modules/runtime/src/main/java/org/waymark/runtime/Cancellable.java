package org.waymark.runtime;

/** A scheduled task that runs unless it is cancelled. */
public interface Cancellable {
  /**
   * Cancels all future runs. A run already under way is neither stopped nor waited for. Callable
   * from any thread, any number of times.
   */
  void cancel();
}
