package org.waymark.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import org.waymark.history.Moment;
import org.waymark.history.Moments;
import org.waymark.history.QueryBounds;
import org.waymark.history.bisect.Bisection;
import org.waymark.history.bisect.Condition;
import org.waymark.history.state.SegmentFilter;
import org.waymark.history.state.SegmentsAsOf;
import org.waymark.history.state.StateDifference;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.SegmentQuery;

/**
 * Measures the time to answer queries about the past of a log created by {@link HistoryLogMaker}.
 */
final class HistoryQuestions {
  private static final long SEED = 5;
  private static final int LEAVES = 200;
  private static final int LOOKUPS = 400;
  private static final int WARM_UPS = 100;
  private static final int VIEW = 1_000;
  private static final int ROUNDS = 3;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final double MS_PER_NS = 1e-6;

  private final Store store;
  private final long events;
  private final Random random = new Random(SEED);

  HistoryQuestions(Store store, long events) {
    this.store = store;
    this.events = events;
  }

  /** {@return the figures for all queries} */
  List<HistoryFigure> all() {
    List<HistoryFigure> found = new ArrayList<>();
    found.add(HistoryFigure.atMost("as-of, one pair, without bytes, p95 ms", 10, pair(false)));
    found.add(HistoryFigure.atMost("as-of, one pair, bytes included, p95 ms", 50, pair(true)));
    found.add(HistoryFigure.atMost("step of a view of 1,000 segments, p95 ms", 20, step()));
    found.add(HistoryFigure.atMost("diff of two instants, ms", 1_000, diff()));
    found.add(
        HistoryFigure.atMost(
            "bisect, path that comes and goes, ms",
            3_000,
            bisect(
                new Condition.PathExists(HistoryLogMaker.SOURCE, HistoryLogMaker.DESTINATION),
                true)));
    found.add(
        HistoryFigure.atMost(
            "bisect, path that stays, ms",
            3_000,
            bisect(
                new Condition.PathExists(HistoryLogMaker.SOURCE, IsdAs.parse("1-1003")), false)));
    found.add(HistoryFigure.atMost("bisect, one segment, ms", 3_000, bisect(segment(), false)));
    return found;
  }

  /** {@return a moment in the later half of the log} */
  private Moment moment(HistoryView history) {
    return moment(history, 0.5 + random.nextDouble() / 2);
  }

  private Moment moment(HistoryView history, double share) {
    return new Moments(history, Long.MAX_VALUE).atOffset((long) (events * share));
  }

  private IsdAs leaf() {
    return IsdAs.parse(
        "1-" + (1_001 + random.nextInt(Math.min(LEAVES, HistoryLogMaker.leaves(events)))));
  }

  private double pair(boolean withBytes) {
    return p95(
        LOOKUPS,
        number -> {
          try (HistoryView history = store.history()) {
            Moment moment = moment(history);
            IsdAs leaf = leaf();
            int found = withBytes ? segments(history, moment, leaf) : rows(history, moment, leaf);
            require(found > 0, "no segments to " + leaf + " at offset " + moment.next());
          }
        });
  }

  private static int segments(HistoryView history, Moment moment, IsdAs leaf) {
    SegmentFilter filter =
        new SegmentFilter(Optional.of(SegmentType.DOWN), CORE, leaf, 0, IsdAs.NONE);
    return SegmentsAsOf.of(history, moment, filter, QueryBounds.of(VIEW)).segments().size();
  }

  private static int rows(HistoryView history, Moment moment, IsdAs leaf) {
    return history
        .asOf(moment.next(), moment.clockMs())
        .versions(new SegmentQuery(SegmentType.DOWN, CORE, leaf))
        .size();
  }

  /** Measures the time to read the versions of a thousand segments at many successive offsets. */
  private double step() {
    try (HistoryView history = store.history()) {
      List<SegmentKey> keys =
          history.segments(new SegmentQuery(SegmentType.DOWN, CORE, IsdAs.NONE)).stream()
              .limit(VIEW)
              .toList();
      require(keys.size() == VIEW, "the log has too few segments for a view");
      long next = moment(history, 0.6).next();
      return p95(
          LOOKUPS,
          number -> {
            PastVersions versions = history.versions(next + number);
            long held = keys.stream().filter(key -> versions.of(key).isPresent()).count();
            require(held > VIEW / 2, "only " + held + " segments are in the view");
          });
    }
  }

  private double diff() {
    return median(
        () -> {
          try (HistoryView history = store.history()) {
            StateDifference found =
                StateDifference.between(
                    history,
                    moment(history, 0.6),
                    moment(history, 0.9),
                    SegmentFilter.ALL,
                    QueryBounds.of(Integer.MAX_VALUE));
            require(
                found.segments().size() + found.same() > 1_000, "diff returned too few segments");
          }
        });
  }

  private Condition segment() {
    try (HistoryView history = store.history()) {
      SegmentQuery query =
          new SegmentQuery(SegmentType.DOWN, IsdAs.NONE, HistoryLogMaker.DESTINATION);
      return new Condition.SegmentLive(List.of(history.segments(query).getFirst()));
    }
  }

  private double bisect(Condition condition, boolean flips) {
    return median(
        () -> {
          try (HistoryView history = store.history()) {
            Bisection found =
                Bisection.of(
                    history, moment(history, 0), moment(history, 1), condition, () -> false);
            require(!flips || found.flips() > 0, "the path never appeared or disappeared");
          }
        });
  }

  private static double median(Runnable run) {
    double[] ms = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ms[round] = ms(run);
    }
    return Median.of(ms).value();
  }

  private static double p95(int count, IntConsumer lookup) {
    double[] ms = new double[count];
    for (int i = -WARM_UPS; i < count; i++) {
      int number = i + WARM_UPS;
      double took = ms(() -> lookup.accept(number));
      if (i >= 0) {
        ms[i] = took;
      }
    }
    Arrays.sort(ms);
    return ms[count * 95 / 100];
  }

  private static double ms(Runnable run) {
    long startNs = System.nanoTime();
    run.run();
    return (System.nanoTime() - startNs) * MS_PER_NS;
  }

  private static void require(boolean isAsExpected, String otherwise) {
    if (!isAsExpected) {
      throw new InvalidRunException(otherwise);
    }
  }
}
