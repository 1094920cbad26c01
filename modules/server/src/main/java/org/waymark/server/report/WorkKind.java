package org.waymark.server.report;

/** The kind of message that causes work. */
public enum WorkKind implements MetricLabel {
  /** A segment to verify. */
  REGISTRATION,
  /** A revocation. */
  REVOCATION,
  /** A TRC or certificate chain. */
  TRUST
}
