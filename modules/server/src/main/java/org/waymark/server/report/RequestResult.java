package org.waymark.server.report;

/** The result of handling a new path request. */
public enum RequestResult implements MetricLabel {
  /** An answer was sent. */
  ANSWERED,
  /** Segments were found, but the answer could not be sent. */
  NOT_SENT,
  /** No segment was found, and the request does not wait for one. */
  NOTHING,
  /** No segment has been found yet, and the request waits for one. */
  PENDING,
  /** The store could not be read. */
  UNAVAILABLE,
  /** The store is not complete yet. */
  NOT_READY,
  /** The destination of the request is the local AS. */
  OWN_AS
}
