package org.waymark.server.report;

/** The kind of message that a unit of work handles. */
public enum WorkKind implements MetricLabel {
  /** A segment to verify. */
  REGISTRATION,
  /** A revocation. */
  REVOCATION,
  /** A TRC or certificate chain. */
  TRUST
}
