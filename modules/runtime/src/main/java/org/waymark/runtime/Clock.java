package org.waymark.runtime;

/** The clock of one process. Callable from any thread. */
public interface Clock {
  /**
   * {@return the wall-clock time in Unix milliseconds; it may be wrong and may jump, even
   * backwards}
   */
  long wallMs();

  /**
   * {@return nanoseconds since an arbitrary fixed time; the value never decreases, and only
   * differences between values are meaningful}
   */
  long monotonicNs();
}
