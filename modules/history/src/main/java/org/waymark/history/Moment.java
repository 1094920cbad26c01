package org.waymark.history;

/**
 * A point in the past to which a query refers.
 *
 * @param next the offset of the first record of {@code .events} that is not included
 * @param clockMs the time that determines which entries have expired and which trust material is
 *     included, in Unix milliseconds
 * @param isOffset whether the moment was given as an offset; if so, it lasts until the record
 *     {@code next} was recorded, and otherwise, it ends at {@code clockMs}
 */
public record Moment(long next, long clockMs, boolean isOffset) {
  /** Creates a moment that ends at its clock time. */
  public Moment(long next, long clockMs) {
    this(next, clockMs, false);
  }
}
