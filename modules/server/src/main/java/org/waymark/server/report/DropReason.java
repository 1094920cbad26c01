package org.waymark.server.report;

/** The reason for dropping a message, an answer or a segment. */
public enum DropReason implements MetricLabel {
  /** The message or segment does not fit into one packet. */
  TOO_LARGE,
  /** A budget is used up. */
  BUDGET,
  /** The path server does not handle messages of this type. */
  UNSUPPORTED,
  /** The packet is addressed to another AS. */
  OTHER_AS,
  /** No border router or path leads to the destination. */
  NO_FIRST_HOP,
  /** The local AS has no certificate server. */
  NO_CERTIFICATE_SERVER,
  /** The queue of pending work is full. */
  OVERLOAD,
  /** A limit was reached, and this was the oldest entry. */
  DISPLACED,
  /** The expected trust material, segment or answer did not arrive in time. */
  TIMEOUT
}
