package org.waymark.history;

/**
 * A point in the past about which a question is asked.
 *
 * @param next the offset of the first record of {@code .events} that does not count
 * @param clockMs the time at which expiry is judged, and up to which trust material counts, Unix
 *     milliseconds
 * @param isOffset whether the moment lasts until the record {@code next} was recorded, because it
 *     was asked for by its offset; otherwise it ends at {@code clockMs}
 */
public record Moment(long next, long clockMs, boolean isOffset) {
  /** A moment that ends at its time. */
  public Moment(long next, long clockMs) {
    this(next, clockMs, false);
  }
}
