package org.waymark.history;

import java.util.function.BooleanSupplier;

/**
 * Limits on the size of an answer, and on the time and the memory for computing the answer.
 *
 * @param results the maximum number of elements in the main list of the answer, at least 1
 * @param isTimeOver returns whether the time for the answer has run out; a long scan checks this at
 *     every step
 * @param items the maximum number of segments, and of facts about them, to keep in memory at a time
 */
public record QueryBounds(int results, BooleanSupplier isTimeOver, int items) {
  /** The default number of results. */
  public static final int DEFAULT_RESULTS = 1_000;

  /** The default number of items, which take some 200 bytes each. */
  public static final int DEFAULT_ITEMS = 200_000;

  /** Creates bounds with the default number of items. */
  public QueryBounds(int results, BooleanSupplier isTimeOver) {
    this(results, isTimeOver, DEFAULT_ITEMS);
  }

  /**
   * Checks the time before a step that is required for any answer.
   *
   * @throws TimeOverException if the time has run out
   */
  public void requireTime() {
    if (isTimeOver.getAsBoolean()) {
      throw new TimeOverException();
    }
  }

  /**
   * Checks the number of items that an answer needs.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public void requireItems(long number) {
    if (number > items) {
      throw tooManyItems();
    }
  }

  /** {@return the exception for a query that needs more items than allowed} */
  public IllegalArgumentException tooManyItems() {
    return new IllegalArgumentException(
        ("stopped early, because the question needs more than %d segments and facts about them"
                + " in memory: narrow the query, or use a stopped store or the log, for which"
                + " more are allowed")
            .formatted(items));
  }

  /** {@return the same limits for an answer with a different number of results} */
  public QueryBounds withResults(int otherResults) {
    return new QueryBounds(otherResults, isTimeOver, items);
  }

  /** {@return bounds without a limit of time or memory} */
  public static QueryBounds of(int results) {
    return new QueryBounds(results, () -> false, Integer.MAX_VALUE);
  }
}
