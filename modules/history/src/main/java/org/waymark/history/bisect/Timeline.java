package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.log.Topic;
import org.waymark.store.history.HistoryView;

/**
 * The points between two moments at which facts begin and end, in order. If an instant and a record
 * have the same time, the instant comes first, because a fact that ends at that instant no longer
 * counts for the record.
 */
final class Timeline {
  /** The point at which all facts that are true at the first moment begin. */
  private static final Point START = new Point(Long.MIN_VALUE, Point.NO_RECORD);

  /** The point at which all facts that last beyond the second moment end. */
  private static final Point END = new Point(Long.MAX_VALUE, Long.MAX_VALUE);

  private final HistoryView history;
  private final Moment from;
  private final Moment to;
  private final long startMs;
  private final long endMs;
  private final TreeMap<Point, List<Step>> steps = new TreeMap<>();
  private final Map<Long, Point> records = new HashMap<>();
  private final QueryBounds bounds;
  private long facts;

  /**
   * A point on the timeline.
   *
   * @param offset the record that is applied at this point, or {@link #NO_RECORD}
   */
  record Point(long atMs, long offset) implements Comparable<Point> {
    static final long NO_RECORD = -1;

    private static final Comparator<Point> ORDER =
        Comparator.comparingLong(Point::atMs).thenComparingLong(Point::offset);

    @Override
    public int compareTo(Point other) {
      return ORDER.compare(this, other);
    }

    boolean isRecord() {
      return offset != NO_RECORD;
    }
  }

  private record Step(PassingFact fact, boolean begins) {
    @Override
    public String toString() {
      return fact + (begins ? " began" : " ended");
    }
  }

  /**
   * @param bounds the bounds, of which only the number of facts matters
   */
  Timeline(HistoryView history, Moment from, Moment to, QueryBounds bounds) {
    this.bounds = bounds;
    this.history = history;
    this.from = from;
    this.to = to;
    startMs = Math.max(from.clockMs(), history.lastTick(from.next()).timeMs());
    endMs =
        Math.max(
            Math.max(startMs, to.clockMs()),
            to.next() > from.next() ? clockAt(to.next() - 1) : startMs);
  }

  private long clockAt(long offset) {
    return history
        .record(offset)
        .map(record -> history.countsFrom(Topic.EVENTS, offset, record.recordTimeMs()))
        .orElse(startMs);
  }

  /** {@return the point at which the record is applied} */
  Point record(long offset) {
    if (offset < from.next()) {
      return START;
    }
    return offset >= to.next()
        ? END
        : records.computeIfAbsent(offset, one -> new Point(Math.max(startMs, clockAt(one)), one));
  }

  /** {@return the point at which the clock reaches the instant} */
  Point instant(long ms) {
    if (ms <= startMs) {
      return START;
    }
    return ms > endMs ? END : new Point(ms, Point.NO_RECORD);
  }

  /**
   * {@return the point at which the record is applied; if there is no record, a point that is never
   * reached}
   */
  Point recordOrNever(OptionalLong offset) {
    return offset.isPresent() ? record(offset.getAsLong()) : END;
  }

  static Point earlier(Point one, Point other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /**
   * Adds a fact that is true from one point up to, but not including, another point.
   *
   * @throws IllegalArgumentException if there are too many facts
   */
  void add(PassingFact fact, Point begin, Point end) {
    if (begin.compareTo(end) < 0 && !begin.equals(END)) {
      facts++;
      bounds.requireItems(facts);
      steps.computeIfAbsent(begin, point -> new ArrayList<>()).add(new Step(fact, true));
      steps.computeIfAbsent(end, point -> new ArrayList<>()).add(new Step(fact, false));
    }
  }

  /**
   * Whether the condition holds at the start and at the end of the timeline.
   *
   * @param atTo if truncated, whether the condition holds after the last point that was considered
   * @param truncated whether the time for the answer ran out before the end was reached
   */
  record Ends(boolean atFrom, boolean atTo, boolean truncated) {}

  /** Visits all points in order, and reports the changes of the condition. */
  Ends sweep(ConditionState state, BooleanSupplier isTimeOver, Consumer<Flip> onFlip) {
    Map<Object, Integer> counts = new HashMap<>();
    change(state, counts, steps.getOrDefault(START, List.of()));
    boolean atFrom = state.holds(startMs);
    boolean holds = atFrom;
    for (Map.Entry<Point, List<Step>> entry : steps.subMap(START, false, END, false).entrySet()) {
      if (isTimeOver.getAsBoolean()) {
        return new Ends(atFrom, holds, true);
      }
      Point point = entry.getKey();
      if (!change(state, counts, entry.getValue())) {
        continue;
      }
      boolean then = state.holds(point.atMs());
      if (then != holds) {
        holds = then;
        onFlip.accept(flip(point, holds, entry.getValue()));
      }
    }
    return new Ends(atFrom, holds, false);
  }

  private Flip flip(Point point, boolean holds, List<Step> steps) {
    List<String> causes = steps.stream().map(Step::toString).distinct().toList();
    return point.isRecord()
        ? new Flip(OptionalLong.of(point.offset()), point.offset() + 1, point.atMs(), holds, causes)
        : new Flip(
            OptionalLong.empty(),
            Math.clamp(history.nextAt(Topic.EVENTS, point.atMs() - 1), from.next(), to.next()),
            point.atMs(),
            holds,
            causes);
  }

  /**
   * Applies the steps at one point.
   *
   * @return whether this changes the set of true facts
   */
  private static boolean change(
      ConditionState state, Map<Object, Integer> counts, List<Step> steps) {
    Set<Object> before = new HashSet<>();
    Set<Object> touched = new HashSet<>();
    for (Step step : steps) {
      Object identity = step.fact().identity();
      if (touched.add(identity) && counts.containsKey(identity)) {
        before.add(identity);
      }
    }
    // Facts end before other facts begin, so that a segment remains present when one of its
    // versions replaces another.
    for (boolean begins : new boolean[] {false, true}) {
      for (Step step : steps) {
        if (step.begins() == begins) {
          counts.merge(step.fact().identity(), begins ? 1 : -1, Integer::sum);
          state.change(step.fact(), begins);
        }
      }
    }
    counts.values().removeIf(count -> count == 0);
    return touched.stream()
        .anyMatch(identity -> before.contains(identity) != counts.containsKey(identity));
  }
}
