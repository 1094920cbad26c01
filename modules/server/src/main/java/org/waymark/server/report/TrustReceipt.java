package org.waymark.server.report;

/** The result of processing a received TRC or certificate chain. */
public enum TrustReceipt implements MetricLabel {
  /** The TRC or chain was recorded. */
  ACCEPTED,
  /** The TRC or chain is already stored. */
  KNOWN,
  /** The TRC or chain is kept until the preceding TRC arrives. */
  EARLY,
  /** The TRC or chain was rejected. */
  REFUSED,
  /** The append was not acknowledged in time. */
  UNKNOWN
}
