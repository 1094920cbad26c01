package org.waymark.trust;

import java.util.Locale;

/** The reason why a segment fails verification. */
public enum VerificationFault {
  /** An AS entry has signature type none (PROTOCOL 10). */
  UNSIGNED_ENTRY,
  /**
   * A TRC version is so much higher than the newest accepted version that the versions in between
   * are not requested.
   */
  TRC_TOO_NEW,
  /**
   * A TRC version cannot be obtained: the entry names version 0 of the local ISD, which has not
   * been accepted.
   */
  TRC_UNOBTAINABLE,
  /** A TRC is not active (PROTOCOL 3.1). */
  TRC_INACTIVE,
  /** A chain expires before the segment. */
  CHAIN_ENDS_FIRST,
  /** A chain has expired, or does not verify against the TRC that the entry names. */
  CHAIN_INVALID,
  /**
   * A signature was not made with the key in the chain, or does not match the segment up to that
   * entry.
   */
  SIGNATURE;

  /** {@return the name in lower case with hyphens, as used in logs and counters} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
