package org.waymark.segment;

import java.util.Optional;

/**
 * Which of its two neighbour roots a revocation proves through (PROTOCOL 7): the connected root in
 * an AS entry joins the trees of two windows, and the tree of the revocation is one of them.
 */
public enum ProofSide {
  /** {@code 01}: H(prevRoot || R), fits AS entries made in the window before that of the tree. */
  PREVIOUS(1),
  /** {@code 12}: H(R || nextRoot), fits AS entries made in the window of the tree. */
  NEXT(2);

  private final int number;

  ProofSide(int number) {
    this.number = number;
  }

  /** {@return the number in event ids and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the half of a number, or nothing when it is unknown} */
  public static Optional<ProofSide> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(PREVIOUS);
      case 2 -> Optional.of(NEXT);
      default -> Optional.empty();
    };
  }
}
