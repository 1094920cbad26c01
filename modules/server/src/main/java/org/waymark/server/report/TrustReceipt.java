package org.waymark.server.report;

/** What a path server does with a TRC or certificate chain that arrives. */
public enum TrustReceipt implements MetricLabel {
  /** It was recorded. */
  ACCEPTED,
  /** It is stored already. */
  KNOWN,
  /** It is kept until the TRC before it arrives. */
  EARLY,
  /** It was refused. */
  REFUSED,
  /** Its append had no answer. */
  UNKNOWN
}
