package org.waymark.server.report;

/** The results of forwarding a message to another AS. */
public enum ForwardingResult implements MetricLabel {
  /** The message was sent. */
  SENT,
  /** The queue of pending work is full. */
  OVERLOAD,
  /** No stored segment leads to the destination. */
  NO_SEGMENT
}
