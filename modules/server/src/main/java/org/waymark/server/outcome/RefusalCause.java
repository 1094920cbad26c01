package org.waymark.server.outcome;

import java.util.Locale;

/**
 * Why a segment or a revocation was not accepted; the label of counters and of {@code .audit}
 * events.
 */
public enum RefusalCause {
  /** The bytes are no segment or revocation; the decoder says why. */
  UNDECODABLE,
  /** The record names no segment type. */
  TYPE_UNSET,
  /** An AS twice, an ingress at the beginning or an egress at the end. */
  SHAPE,
  /** The segment does not start or end where its type says. */
  WRONG_TYPE,
  /** Its last second has passed. */
  EXPIRED,
  /** Its timestamp lies further ahead than clocks differ. */
  FUTURE,
  /** A signature does not verify, or an entry is not signed. */
  SIGNATURE,
  /** It names a TRC or certificate chain of an ISD that no anchor is held of. */
  MISSING_TRUST,
  /** A TRC or certificate chain it names is not valid. */
  TRUST,
  /** A limit on appends or on live segments is reached. */
  BUDGET,
  /** More work is queued than this replica holds. */
  OVERLOAD,
  /** The log refused the record or cannot be reached. */
  LOG,
  /** The log holds the record, and apply put it into quarantine. */
  QUARANTINED,
  /** The revocation is invalid whatever it is compared with. */
  INVALID,
  /** The treeTTL of the revocation is not the one configured for its AS. */
  TREE_TTL,
  /** The sender of the revocation is in another ISD. */
  OTHER_ISD,
  /** The revocation is not of now. */
  NOT_CURRENT,
  /** The revocation proved against no segment within its time. */
  UNPROVEN;

  /** {@return the name in counters, log lines and events} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
