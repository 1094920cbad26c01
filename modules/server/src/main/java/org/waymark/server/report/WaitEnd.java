package org.waymark.server.report;

/** How a request stops waiting. */
public enum WaitEnd implements MetricLabel {
  /** It was answered. */
  ANSWERED,
  /** It was sent over a segment that arrived. */
  SENT,
  /** The same requester asked again, and that request waits in its place. */
  REPEATED,
  /** A limit was reached, and it was the oldest. */
  DISPLACED,
  /** It waited for as long as a request may. */
  EXPIRED
}
