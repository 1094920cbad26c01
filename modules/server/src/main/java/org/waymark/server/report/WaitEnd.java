package org.waymark.server.report;

/** The reasons why a request stops waiting. */
public enum WaitEnd implements MetricLabel {
  /** The request was answered. */
  ANSWERED,
  /** The request was sent over a segment that arrived. */
  SENT,
  /** The same requester repeated the request, and the repetition replaced this one. */
  REPEATED,
  /** A limit was reached, and this was the oldest request. */
  DISPLACED,
  /** The request reached its maximum waiting time. */
  EXPIRED
}
