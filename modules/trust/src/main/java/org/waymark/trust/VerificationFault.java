package org.waymark.trust;

import java.util.Locale;

/** Why the signatures of a segment do not hold. */
public enum VerificationFault {
  /** An AS entry of signature type none (PROTOCOL 10). */
  UNSIGNED_ENTRY,
  /** A TRC version so far above the newest one that asking for all between them is no use. */
  TRC_TOO_NEW,
  /** A TRC version that nobody can send: version 0 of the local ISD, which is not held. */
  TRC_UNOBTAINABLE,
  /** A TRC that is not active (PROTOCOL 3.1). */
  TRC_INACTIVE,
  /** A chain that ends before the segment does. */
  CHAIN_ENDS_FIRST,
  /** A chain that is expired, or does not verify against the TRC the entry names. */
  CHAIN_INVALID,
  /** A signature that the key in the chain did not make over what came before it. */
  SIGNATURE;

  /** {@return the name in lower case with hyphens, for logs and counters} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
