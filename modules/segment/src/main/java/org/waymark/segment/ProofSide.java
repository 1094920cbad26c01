package org.waymark.segment;

import java.util.Optional;

/**
 * The side on which a revocation proves (PROTOCOL 7). The connected root in an AS entry joins the
 * trees of two neighbouring windows: the tree of the revocation is one of them, and the side says
 * which neighbour is the other.
 */
public enum ProofSide {
  /** {@code 01}: H(prevRoot || R) matches AS entries made in the window before that of the tree. */
  PREVIOUS(1),
  /** {@code 12}: H(R || nextRoot) matches AS entries made in the window of the tree. */
  NEXT(2);

  private final int number;

  ProofSide(int number) {
    this.number = number;
  }

  /** {@return the number in event ids and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the side with a number, or nothing if the number is unknown} */
  public static Optional<ProofSide> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(PREVIOUS);
      case 2 -> Optional.of(NEXT);
      default -> Optional.empty();
    };
  }
}
