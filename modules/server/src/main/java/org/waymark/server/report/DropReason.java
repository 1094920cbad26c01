package org.waymark.server.report;

/** Why a message, an answer or a segment is dropped. */
public enum DropReason implements MetricLabel {
  /** It does not fit into one packet. */
  TOO_LARGE,
  /** A budget is used up. */
  BUDGET,
  /** The path server does not handle messages of this type. */
  UNSUPPORTED,
  /** Its packet is addressed to another AS. */
  OTHER_AS,
  /** No border router or path leads to its destination. */
  NO_FIRST_HOP,
  /** The local AS has no certificate server. */
  NO_CERTIFICATE_SERVER,
  /** More work waits than this replica can hold. */
  OVERLOAD,
  /** A limit was reached, and it was the oldest. */
  DISPLACED,
  /** What it waited for did not arrive in time. */
  TIMEOUT
}
