package org.waymark.store.verify;

/** Thrown to end a verification at the first difference. */
final class DifferentRowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient RowDifference difference;

  DifferentRowException(RowDifference difference) {
    super(difference.toString());
    this.difference = difference;
  }

  RowDifference difference() {
    return difference;
  }
}
