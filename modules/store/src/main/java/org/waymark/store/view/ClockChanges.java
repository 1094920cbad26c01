package org.waymark.store.view;

/**
 * Collects when the passing of time alone changes what was decided with a clock. Used by one
 * thread.
 */
final class ClockChanges {
  private long nextMs = Long.MAX_VALUE;

  /**
   * {@return whether something has not ended yet}
   *
   * @param endMs the first millisecond after its end
   */
  boolean lasts(long endMs, long nowMs) {
    if (endMs <= nowMs) {
      return false;
    }
    nextMs = Math.min(nextMs, endMs);
    return true;
  }

  /** Adds a decision that may change at any time. */
  void anyTime() {
    nextMs = Long.MIN_VALUE;
  }

  /** {@return the first millisecond at which any of the decisions may be different} */
  long nextMs() {
    return nextMs;
  }
}
