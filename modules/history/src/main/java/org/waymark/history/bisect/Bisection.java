package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.TimeOverException;
import org.waymark.store.history.HistoryView;

/**
 * The changes of a condition between two moments, with their causes.
 *
 * <p>The clock starts at the first moment and follows the record times, but never goes backwards.
 * If a record has an earlier time than the preceding record, the clock stands still. A change
 * happens either at a record, or at an instant between two records at which a fact ended.
 *
 * @param atFrom whether the condition holds at the first moment
 * @param atTo whether the condition holds at the second moment or, if truncated, after the last
 *     change considered
 * @param flips the number of times the condition changed between the two moments
 * @param changes the first changes, as many as the bounds allow, in order
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
    List<Flip> changes,
    Optional<Flip> last,
    boolean truncated) {
  public Bisection {
    changes = List.copyOf(changes);
  }

  /**
   * Finds the first and the last change of the condition between two moments, and counts all
   * changes.
   *
   * @throws IllegalArgumentException if the second moment is before the first
   * @throws TimeOverException if the time runs out before all facts have been collected
   */
  public static Bisection of(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      BooleanSupplier isTimeOver) {
    return of(history, from, to, condition, new QueryBounds(1, isTimeOver));
  }

  /**
   * Finds the changes of the condition between two moments.
   *
   * @param bounds the maximum number of changes to list, the time and the memory
   * @throws IllegalArgumentException if the second moment is before the first, or if the condition
   *     depends on more facts than the bounds allow
   * @throws TimeOverException if the time runs out before all facts have been collected
   */
  public static Bisection of(
      HistoryView history, Moment from, Moment to, Condition condition, QueryBounds bounds) {
    Flips flips = new Flips(bounds.results());
    Timeline.Ends ends = flips(history, from, to, condition, bounds, flips::add);
    return new Bisection(
        condition,
        from,
        to,
        ends.atFrom(),
        ends.atTo(),
        flips.number,
        flips.listed,
        flips.last,
        ends.truncated());
  }

  /** {@return the first change, if any} */
  public Optional<Flip> first() {
    return changes.stream().findFirst();
  }

  private static final class Flips {
    private final int most;
    private final List<Flip> listed = new ArrayList<>();
    private int number;
    private Optional<Flip> last = Optional.empty();

    private Flips(int most) {
      this.most = most;
    }

    private void add(Flip flip) {
      number++;
      last = Optional.of(flip);
      if (listed.size() < most) {
        listed.add(flip);
      }
    }
  }

  /**
   * Reports each change of the condition between two moments.
   *
   * @throws IllegalArgumentException if the second moment is before the first
   */
  private static Timeline.Ends flips(
      HistoryView history,
      Moment from,
      Moment to,
      Condition condition,
      QueryBounds bounds,
      Consumer<Flip> onFlip) {
    if (to.next() < from.next() || to.next() == from.next() && to.clockMs() < from.clockMs()) {
      throw new IllegalArgumentException(
          "the second moment (offset %d) is before the first (offset %d)"
              .formatted(to.next(), from.next()));
    }
    Timeline timeline = new Timeline(history, from, to, bounds);
    new RelevantFacts(history, timeline, bounds).add(condition);
    return timeline.sweep(new ConditionState(history, condition), bounds.isTimeOver(), onFlip);
  }
}
