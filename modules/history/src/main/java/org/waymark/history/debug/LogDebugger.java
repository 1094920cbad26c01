package org.waymark.history.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waymark.history.Moment;
import org.waymark.history.Moments;
import org.waymark.history.QueryBounds;
import org.waymark.history.TimeOverException;
import org.waymark.history.UnknownPastException;
import org.waymark.history.bisect.Bisection;
import org.waymark.history.bisect.Condition;
import org.waymark.history.bisect.Flip;
import org.waymark.history.tree.StateTree;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;

/**
 * Steps through a history record by record. A step back takes as long as a step forward, because
 * the history contains the state at each offset.
 *
 * <p>The position is a moment: the offset of the first record that has not been applied, and a
 * clock. The clock is the record time of the last applied record, as for {@code --as-of OFFSET};
 * after {@link #goTo} with an instant, it is that instant, and after {@link #until}, it is the time
 * at which the condition changed.
 *
 * <p>The debugger does not change the history. It can be used until the history is closed, by one
 * thread at a time; only {@code isTimeOver} may depend on other threads.
 */
public final class LogDebugger {
  private final HistoryView history;
  private final long nowMs;
  private final List<Breakpoint> breakpoints = new ArrayList<>();
  private Moment position;
  private Optional<StateTree> tree = Optional.empty();

  /**
   * Starts before the first record of the history whose effect is known.
   *
   * @param nowMs the current time, in Unix milliseconds
   */
  public LogDebugger(HistoryView history, long nowMs) {
    this.history = history;
    this.nowMs = nowMs;
    position = moments().atOffset(history.first());
  }

  private Moments moments() {
    return new Moments(history, nowMs);
  }

  public HistoryView history() {
    return history;
  }

  public Moment position() {
    return position;
  }

  /** Applies the given number of records, or all remaining records if there are fewer. */
  public Halt next(long count) {
    long left = history.next() - position.next();
    return moved(
        moments().atOffset(position.next() + Math.min(count, left)),
        count > left ? Halt.Reason.END : Halt.Reason.MOVED);
  }

  /**
   * Goes back by the given number of records, or to the first record with a known effect if there
   * are fewer.
   */
  public Halt back(long count) {
    long left = position.next() - history.first();
    return moved(
        moments().atOffset(position.next() - Math.min(count, left)),
        count > left ? Halt.Reason.BEGINNING : Halt.Reason.MOVED);
  }

  /**
   * Goes to a moment.
   *
   * @param text the moment, in one of the forms that {@link Moments} parses
   * @throws IllegalArgumentException if the text is not a valid moment
   * @throws UnknownPastException if the history does not cover the moment
   */
  public Halt goTo(String text) {
    return moved(moments().of(text), Halt.Reason.MOVED);
  }

  private Halt moved(Moment to, Halt.Reason reason) {
    move(to);
    return Halt.of(reason, to);
  }

  private void move(Moment to) {
    position = to;
    tree = Optional.empty();
  }

  /**
   * Goes forward to the point where a condition holds, or does not hold. That point may be between
   * two records, if a fact ends there.
   *
   * @param wanted whether the condition is to hold
   * @throws UnknownPastException if the history does not cover the state at the position
   */
  public Halt until(Condition condition, boolean wanted, BooleanSupplier isTimeOver) {
    requireState();
    Moment end = moments().atOffset(history.next());
    Moment to =
        new Moment(end.next(), Math.max(nowMs, Math.max(position.clockMs(), end.clockMs())));
    Bisection found;
    try {
      found = Bisection.of(history, position, to, condition, isTimeOver);
    } catch (TimeOverException e) {
      return Halt.of(Halt.Reason.STOPPED_EARLY, position);
    }
    if (found.atFrom() == wanted) {
      return Halt.of(Halt.Reason.ALREADY, position);
    }
    if (found.first().isEmpty()) {
      return Halt.of(found.truncated() ? Halt.Reason.STOPPED_EARLY : Halt.Reason.NEVER, position);
    }
    Flip flip = found.first().get();
    move(new Moment(flip.next(), flip.atMs()));
    return new Halt(Halt.Reason.REACHED, position, Optional.empty(), Optional.of(flip));
  }

  /**
   * Adds a breakpoint.
   *
   * @return its number, from 1
   */
  public int add(Breakpoint breakpoint) {
    breakpoints.add(breakpoint);
    return breakpoints.size();
  }

  /** {@return the breakpoints, in the order of their numbers} */
  public List<Breakpoint> breakpoints() {
    return List.copyOf(breakpoints);
  }

  /**
   * Removes a breakpoint; the numbers of later breakpoints decrease by one.
   *
   * @throws IllegalArgumentException if there is no breakpoint with this number
   */
  public Breakpoint remove(int number) {
    if (number < 1 || number > breakpoints.size()) {
      throw new IllegalArgumentException(
          "there is no breakpoint %d: list the breakpoints with the command break"
              .formatted(number));
    }
    return breakpoints.remove(number - 1);
  }

  /**
   * Applies records until one touches a breakpoint, or to the end of the history.
   *
   * @param isTimeOver checked before each record; if the time has run out, the position is before
   *     that record
   */
  public Halt resume(BooleanSupplier isTimeOver) {
    TouchedKeys touched = new TouchedKeys(history);
    Halt[] halt = {Halt.of(Halt.Reason.END, moments().atOffset(history.next()))};
    history.records(
        position.next(),
        history.next(),
        (offset, record) -> {
          if (isTimeOver.getAsBoolean()) {
            halt[0] = Halt.of(Halt.Reason.STOPPED_EARLY, moments().atOffset(offset));
            return false;
          }
          Optional<Breakpoint> hit = hit(touched, offset, record);
          if (hit.isPresent()) {
            halt[0] =
                new Halt(
                    Halt.Reason.BREAKPOINT, moments().atOffset(offset + 1), hit, Optional.empty());
          }
          return hit.isEmpty();
        });
    move(halt[0].at());
    return halt[0];
  }

  private Optional<Breakpoint> hit(TouchedKeys touched, long offset, RecordSummary record) {
    return breakpoints.stream()
        .filter(point -> touched.isTouched(point, offset, record))
        .findFirst();
  }

  /**
   * Shows what the last applied record did.
   *
   * @return the effects; empty if no earlier record is known
   */
  public Optional<RecordEffects> last(QueryBounds bounds) {
    return position.next() == 0
        ? Optional.empty()
        : RecordEffects.of(history, position.next() - 1, bounds);
  }

  /**
   * Counts the rows that are stored at the position.
   *
   * @throws UnknownPastException if the history does not cover the state
   */
  public StateSummary summary(BooleanSupplier isTimeOver) {
    requireState();
    return StateSummary.of(history, position, isTimeOver);
  }

  /**
   * {@return the state at the position}
   *
   * @throws UnknownPastException if the history does not cover that state
   */
  public StateTree tree() {
    requireState();
    if (tree.isEmpty()) {
      tree = Optional.of(new StateTree(history, position));
    }
    return tree.get();
  }

  private void requireState() {
    Moments.withState(history, position, "the position");
  }
}
