package org.waymark.log;

/** Measures the difference between record times and the wall clock of this process. */
public final class ClockSkew {
  private volatile long lastMs;

  /** {@return the skew noted last, in milliseconds; 0 before the first} */
  public long lastMs() {
    return lastMs;
  }

  /**
   * Notes the record time of an append. The broker read its clock at some time between the call and
   * the answer. So only a record time outside that interval shows that the clocks differ; its
   * distance from the interval is a lower bound for the difference.
   *
   * @param calledMs the wall clock at the call, Unix milliseconds
   * @param answeredMs the wall clock at the answer
   */
  public void note(long calledMs, long recordTimeMs, long answeredMs) {
    long ahead = Math.max(recordTimeMs - answeredMs, 0);
    long behind = Math.min(recordTimeMs - calledMs, 0);
    lastMs = ahead > 0 ? ahead : behind;
  }
}
