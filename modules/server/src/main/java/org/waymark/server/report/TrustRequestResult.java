package org.waymark.server.report;

/** The result of handling a request for a TRC or certificate chain. */
public enum TrustRequestResult implements MetricLabel {
  /** The request was answered. */
  ANSWERED,
  /** The TRC or chain is not stored. */
  UNKNOWN,
  /** The budget for answers is used up. */
  BUDGET,
  /** The answer does not fit into one packet. */
  TOO_LONG
}
