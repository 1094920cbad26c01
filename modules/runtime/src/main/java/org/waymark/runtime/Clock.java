package org.waymark.runtime;

/** The time, as one process sees it. Callable from any thread. */
public interface Clock {
  /** {@return Unix milliseconds; may be wrong, may jump, also backwards} */
  long wallMs();

  /**
   * {@return nanoseconds since some fixed moment, never decreasing; only differences mean
   * something}
   */
  long monotonicNs();
}
