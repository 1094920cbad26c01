package org.waymark.history;

import java.util.function.BooleanSupplier;

/**
 * How much one answer may contain and take.
 *
 * @param results the maximum number of elements in its main list, at least 1
 * @param isTimeOver whether the time for the answer is over; a long scan asks it at every step
 */
public record QueryBounds(int results, BooleanSupplier isTimeOver) {
  /** The default number of results. */
  public static final int DEFAULT_RESULTS = 1_000;

  /** {@return bounds without a limit of time} */
  public static QueryBounds of(int results) {
    return new QueryBounds(results, () -> false);
  }
}
