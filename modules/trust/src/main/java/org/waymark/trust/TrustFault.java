package org.waymark.trust;

import java.util.Locale;

/**
 * The reason why a TRC or a chain is not accepted, or may not be used. There is one constant per
 * check of PROTOCOL 3.1 and of APPLY, so that each can be counted separately.
 */
public enum TrustFault {
  /** The text is not a valid TRC or chain. */
  MALFORMED,

  // Faults that depend on earlier records in the log (APPLY).
  /** The ISD already has a different anchor. */
  ANCHOR_EXISTS,
  /** The ISD of the TRC or chain has no anchor. */
  NO_ANCHOR,
  /**
   * The bytes differ from the bytes that were accepted earlier for the same subject and version.
   */
  OTHER_BYTES,

  // Faults in the update of a TRC.
  VERSION_ZERO,
  OTHER_ISD,
  NOT_NEXT_VERSION,
  CREATED_IN_GRACE_PERIOD,
  QUARANTINE,
  NO_QUORUM,

  // Reasons why a TRC is not active.
  OUTSIDE_VALIDITY,
  GRACE_PERIOD_OVER,
  SUPERSEDED,

  // Faults in chains.
  OTHER_SUBJECT,
  LEAF_ISSUED_BEFORE_CORE,
  LEAF_OUTLIVES_CORE,
  CORE_MAY_NOT_ISSUE,
  OTHER_ISSUER,
  LEAF_SIGNATURE,
  CORE_OUTLIVES_TRC,
  ISSUER_NOT_IN_TRC,
  CORE_SIGNATURE,
  EXPIRED;

  /** {@return the name in lower case with hyphens, as used in logs and counters} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
