package org.waymark.server.report;

/** What happened to a message that was to be forwarded to another AS. */
public enum ForwardingResult implements MetricLabel {
  /** It was sent. */
  SENT,
  /** More work waits than this replica can hold. */
  OVERLOAD,
  /** No stored segment leads there. */
  NO_SEGMENT
}
