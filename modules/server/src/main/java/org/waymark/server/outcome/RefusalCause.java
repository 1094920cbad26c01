package org.waymark.server.outcome;

import java.util.Locale;

/**
 * The reasons for rejecting a segment or a revocation. They appear in counters and {@code .audit}
 * events.
 */
public enum RefusalCause {
  /** The bytes do not decode to a segment or revocation; the detail comes from the decoder. */
  UNDECODABLE,
  /** The record does not specify a segment type. */
  TYPE_UNSET,
  /**
   * The segment contains an AS twice, or has an ingress in its first entry or an egress in its last
   * entry.
   */
  SHAPE,
  /** The segment does not start or end where its type requires. */
  WRONG_TYPE,
  /** The segment has expired. */
  EXPIRED,
  /** The segment's timestamp is further in the future than a clock difference can explain. */
  FUTURE,
  /** A signature is invalid, or an entry is not signed. */
  SIGNATURE,
  /** The segment names a TRC or chain of an ISD for which the log has no anchor. */
  MISSING_TRUST,
  /** A TRC or chain that the segment names is not valid. */
  TRUST,
  /** A limit on appends, live segments or memory has been reached. */
  BUDGET,
  /** A queue or buffer of this replica is full. */
  OVERLOAD,
  /** The log rejected the record or cannot be reached. */
  LOG,
  /** The record was appended, but could not be applied and was listed in the quarantine. */
  QUARANTINED,
  /** The revocation is invalid in itself: its fields contradict each other. */
  INVALID,
  /** The revocation's treeTTL differs from the one configured for its AS. */
  TREE_TTL,
  /** The revocation was sent from another ISD. */
  OTHER_ISD,
  /** The revocation's epoch is not current. */
  NOT_CURRENT,
  /** The revocation matched no segment before it expired. */
  UNPROVEN;

  /** {@return the name that appears in counters, log lines and events} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
