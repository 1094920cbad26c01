package org.waymark.history;

/**
 * A point in the past to which a query refers.
 *
 * @param next the offset of the first record of {@code .events} that does not count
 * @param clockMs the time that determines whether entries have expired and which trust material
 *     counts, in Unix milliseconds
 * @param isOffset whether the moment was given as an offset; if so, it lasts until the record
 *     {@code next} was recorded, and otherwise, it ends at {@code clockMs}
 */
public record Moment(long next, long clockMs, boolean isOffset) {
  /** Creates a moment that ends at its clock time. */
  public Moment(long next, long clockMs) {
    this(next, clockMs, false);
  }
}
