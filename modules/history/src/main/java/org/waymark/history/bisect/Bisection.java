package org.waymark.history.bisect;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waymark.history.Moment;
import org.waymark.store.history.HistoryView;

/**
 * When a condition changed between two moments, and by what.
 *
 * <p>Time goes on from the first moment with the record times, and never goes back: where a record
 * has an earlier time than one before it, the clock stands still. A change is a record, or an
 * instant between two records at which something ended.
 *
 * @param atFrom whether the condition holds at the first moment
 * @param atTo whether it holds at the second moment; if truncated, at the last change considered
 * @param flips how often it changed in between
 * @param first the first change, if any
 * @param last the last change, if any
 * @param truncated whether the time for the answer was over before the second moment was reached
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
   * {@return the changes of the condition between two moments}
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
