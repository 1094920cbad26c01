package org.waymark.store;

/** The two sides of a revocation, with their numbers in rows. */
final class OracleHalf {
  /** Connected root H(prevRoot || R). */
  static final int PREVIOUS = 1;

  /** Connected root H(R || nextRoot). */
  static final int NEXT = 2;

  private OracleHalf() {}
}
