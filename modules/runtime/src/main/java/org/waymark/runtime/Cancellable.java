package org.waymark.runtime;

/** Something that will happen unless it is cancelled. */
public interface Cancellable {
  /**
   * Keeps it from happening again. A run under way is neither stopped nor waited for. Callable from
   * any thread, any number of times.
   */
  void cancel();
}
