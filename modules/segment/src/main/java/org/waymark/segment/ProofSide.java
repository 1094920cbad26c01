package org.waymark.segment;

import java.util.Optional;

/**
 * The side on which a revocation matches an AS entry (PROTOCOL 7). The connected root in an AS
 * entry joins the trees of two neighbouring windows. One of these trees is the tree of the
 * revocation; the side says whether the other is the previous or the next tree.
 */
public enum ProofSide {
  /**
   * {@code 01}: H(prevRoot || R) matches AS entries created in the window before the window of the
   * revocation's tree.
   */
  PREVIOUS(1),
  /**
   * {@code 12}: H(R || nextRoot) matches AS entries created in the window of the revocation's tree.
   */
  NEXT(2);

  private final int number;

  ProofSide(int number) {
    this.number = number;
  }

  /** {@return the number that identifies this side in event ids and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the side with a number, or empty if the number is unknown} */
  public static Optional<ProofSide> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(PREVIOUS);
      case 2 -> Optional.of(NEXT);
      default -> Optional.empty();
    };
  }
}
