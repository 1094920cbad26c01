package org.waymark.history.bisect;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.waymark.history.Moment;
import org.waymark.history.TimeOverException;
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
   * @throws TimeOverException if the time is over before all facts have been collected
   */
  public static Bisection of(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      BooleanSupplier isTimeOver) {
    return of(history, from, to, condition, isTimeOver, _ -> {});
  }

  /** Like the other method, and also reports each change, in order. */
  public static Bisection of(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      BooleanSupplier isTimeOver,
      Consumer<Flip> onFlip) {
    Flips flips = new Flips();
    Timeline.Ends ends =
        flips(history, from, to, condition, isTimeOver, onFlip.andThen(flips::add));
    return new Bisection(
        condition,
        from,
        to,
        ends.atFrom(),
        ends.atTo(),
        flips.number,
        flips.first,
        flips.last,
        ends.truncated());
  }

  private static final class Flips {
    private int number;
    private Optional<Flip> first = Optional.empty();
    private Optional<Flip> last = Optional.empty();

    private void add(Flip flip) {
      number++;
      last = Optional.of(flip);
      first = first.isPresent() ? first : last;
    }
  }

  /**
   * Reports each change of the condition between two moments.
   *
   * @throws IllegalArgumentException if the second moment is before the first
   */
  static Timeline.Ends flips(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      BooleanSupplier isTimeOver,
      Consumer<Flip> onFlip) {
    if (to.next() < from.next() || to.next() == from.next() && to.clockMs() < from.clockMs()) {
      throw new IllegalArgumentException(
          "the second moment (offset %d) is before the first (offset %d)"
              .formatted(to.next(), from.next()));
    }
    Timeline timeline = new Timeline(history, from, to);
    new RelevantFacts(history, timeline, isTimeOver).add(condition);
    return timeline.sweep(new ConditionState(history, condition), isTimeOver, onFlip);
  }
}
