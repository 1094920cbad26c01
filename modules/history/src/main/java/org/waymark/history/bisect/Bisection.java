package org.waymark.history.bisect;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waymark.history.Moment;
import org.waymark.store.history.HistoryView;

/**
 * The changes of a condition between two moments, with their causes.
 *
 * <p>The clock starts at the first moment and follows the record times, but never goes back. If a
 * record has an earlier time than the preceding record, the clock stands still. A change happens at
 * a record, or at an instant between two records at which a fact ended.
 *
 * @param atFrom whether the condition holds at the first moment
 * @param atTo whether the condition holds at the second moment or, if truncated, after the last
 *     change considered
 * @param flips the number of times the condition changed between the two moments
 * @param first the first change, if any
 * @param last the last change, if any
 * @param truncated whether the time for the answer ran out before the second moment was reached
 */
public record Bisection(
    Condition condition,
    Moment from,
    Moment to,
    boolean atFrom,
    boolean atTo,
    int flips,
    Optional<Flip> first,
    Optional<Flip> last,
    boolean truncated) {

  /**
   * Finds the changes of the condition between two moments.
   *
   * @throws IllegalArgumentException if the second moment is before the first
   */
  public static Bisection of(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      BooleanSupplier isTimeOver) {
    if (to.next() < from.next() || to.next() == from.next() && to.clockMs() < from.clockMs()) {
      throw new IllegalArgumentException(
          "the second moment (offset %d) is before the first (offset %d)"
              .formatted(to.next(), from.next()));
    }
    Timeline timeline = new Timeline(history, from, to);
    new RelevantFacts(history, timeline).add(condition);
    return timeline.sweep(condition, new ConditionState(history, condition), isTimeOver);
  }
}
