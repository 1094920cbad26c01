package org.waymark.log;

/**
 * Measures the difference between record times and the wall clock of this process.
 *
 * <p>Owned by an event log. Appends report to it on threads of the log; any thread may read it.
 */
public final class ClockSkew {
  private volatile long lastMs;

  /**
   * {@return the most recently measured skew in milliseconds, or 0 before the first measurement}
   */
  public long lastMs() {
    return lastMs;
  }

  /**
   * Updates the skew from the record time of an append. The broker read its clock at some point
   * between the call and the answer, so only a record time outside that interval shows that the
   * clocks differ. The distance from the interval is a lower bound for the difference.
   *
   * @param calledMs the wall-clock time of the call, in Unix milliseconds
   * @param answeredMs the wall-clock time of the answer
   */
  public void note(long calledMs, long recordTimeMs, long answeredMs) {
    long ahead = Math.max(recordTimeMs - answeredMs, 0);
    long behind = Math.min(recordTimeMs - calledMs, 0);
    lastMs = ahead > 0 ? ahead : behind;
  }
}
