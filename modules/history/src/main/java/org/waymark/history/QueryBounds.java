package org.waymark.history;

import java.util.function.BooleanSupplier;

/**
 * Limits on the size of an answer and on the time for computing the answer.
 *
 * @param results the maximum number of elements in the main list of the answer, at least 1
 * @param isTimeOver returns whether the time for the answer is over; a long scan checks this at
 *     every step
 */
public record QueryBounds(int results, BooleanSupplier isTimeOver) {
  /** The default number of results. */
  public static final int DEFAULT_RESULTS = 1_000;

  /**
   * Checks the time before a step that is required for any answer.
   *
   * @throws TimeOverException if the time is over
   */
  public void requireTime() {
    if (isTimeOver.getAsBoolean()) {
      throw new TimeOverException();
    }
  }

  /** {@return bounds without a time limit} */
  public static QueryBounds of(int results) {
    return new QueryBounds(results, () -> false);
  }
}
