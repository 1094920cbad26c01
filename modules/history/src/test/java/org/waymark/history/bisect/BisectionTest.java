package org.waymark.history.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.explain.RandomScenario;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.explain.ScenarioLog.Line;
import org.waymark.history.explain.ScenarioLog.Step;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Compares bisections with evaluations of the condition at every offset and every possible end. */
class BisectionTest {
  private static final IsdAs SOURCE = ScenarioLog.ia("1-14");
  private static final IsdAs DESTINATION = ScenarioLog.ia("1-16");
  private static final AsInterface END = AsInterface.parse("1-11#4");
  private static final int LOGS = 120;
  private static final int RECORDS = 60;
  private static final int SIX_HOURS = 64;

  /** The result of evaluating the condition everywhere. */
  private record Found(
      boolean atFrom, boolean atTo, int flips, Optional<Change> first, Optional<Change> last) {
    static Found of(Bisection bisection) {
      return new Found(
          bisection.atFrom(),
          bisection.atTo(),
          bisection.flips(),
          bisection.first().map(Change::of),
          bisection.last().map(Change::of));
    }
  }

  private record Change(OptionalLong offset, long next, long atMs, boolean holds) {
    static Change of(Flip flip) {
      return new Change(flip.offset(), flip.next(), flip.atMs(), flip.holds());
    }
  }

  @Test
  void changesOfRandomLogsAreThoseOfEveryOffsetAndEnd() {
    TreeMap<String, Integer> flips = new TreeMap<>();
    int byTime = 0;
    for (long seed = 1; seed <= LOGS; seed++) {
      Random random = new Random(seed);
      ScenarioLog log = RandomScenario.of(random, RECORDS, END);
      try (Store store = log.fold();
          HistoryView history = store.history()) {
        for (Condition condition : conditions(log)) {
          int from = random.nextInt(RECORDS);
          int to = from + random.nextInt(log.steps().size() - from + 1);
          Moment first = moment(log, from);
          Moment second = moment(log, to);
          second = new Moment(to, Math.max(first.clockMs(), second.clockMs()));
          Bisection bisection = Bisection.of(history, first, second, condition, () -> false);
          Found expected = bruteForce(log, history, first, second, condition);
          assertEquals(
              expected,
              Found.of(bisection),
              "seed " + seed + ", " + first + " to " + second + ", " + condition);
          flips.merge(
              condition.getClass().getSimpleName() + " " + Math.min(3, expected.flips()),
              1,
              Integer::sum);
          byTime += expected.first().filter(one -> one.offset().isEmpty()).isPresent() ? 1 : 0;
        }
      }
    }
    System.out.println(flips + ", first by time: " + byTime);
    assertTrue(byTime > 30, "first changes by time: " + byTime);
    for (String kind : List.of("PathExists", "PathsBelow", "SegmentLive", "InterfaceUsable")) {
      for (int count = 0; count <= 3; count++) {
        assertTrue(flips.getOrDefault(kind + " " + count, 0) >= 3, kind + " in " + flips);
      }
    }
  }

  private static Moment moment(ScenarioLog log, int next) {
    return new Moment(next, next == 0 ? ScenarioLog.START_MS : log.steps().get(next - 1).timeMs());
  }

  private static List<Condition> conditions(ScenarioLog log) {
    List<SegmentKey> keys =
        ScenarioLog.UPS.stream().skip(1).limit(1).map(line -> log.beside(line, 0).key()).toList();
    return List.of(
        new Condition.PathExists(SOURCE, DESTINATION),
        new Condition.PathsBelow(SOURCE, DESTINATION, 3),
        new Condition.SegmentLive(keys),
        new Condition.InterfaceUsable(END));
  }

  private static Found bruteForce(
      ScenarioLog log, HistoryView history, Moment from, Moment to, Condition condition) {
    List<Long> ends = ConditionOracle.ends(log);
    long clockMs = Math.max(from.clockMs(), history.lastTick(from.next()).timeMs());
    boolean atFrom =
        ConditionOracle.holds(log, history, condition, new Moment(from.next(), clockMs));
    boolean holds = atFrom;
    List<Change> changes = new ArrayList<>();
    for (long next = from.next(); next <= to.next(); next++) {
      boolean isLast = next == to.next();
      long timeMs = isLast ? to.clockMs() : log.steps().get((int) next).timeMs();
      for (long end : ends) {
        if (end > clockMs && end <= timeMs) {
          boolean then = ConditionOracle.holds(log, history, condition, new Moment(next, end));
          if (then != holds) {
            changes.add(new Change(OptionalLong.empty(), next, end, then));
            holds = then;
          }
        }
      }
      clockMs = Math.max(clockMs, timeMs);
      if (!isLast) {
        boolean then =
            ConditionOracle.holds(log, history, condition, new Moment(next + 1, clockMs));
        if (then != holds) {
          changes.add(new Change(OptionalLong.of(next), next + 1, clockMs, then));
          holds = then;
        }
      }
    }
    return new Found(
        atFrom,
        holds,
        changes.size(),
        changes.stream().findFirst(),
        changes.isEmpty() ? Optional.empty() : Optional.of(changes.getLast()));
  }

  @Test
  void fiftyChangesAreCountedAndTheFirstAndLastAreNamed() {
    ScenarioLog log = new ScenarioLog();
    Line up = ScenarioLog.UPS.get(1);
    log.register(ScenarioLog.DOWNS.get(1), SIX_HOURS);
    log.register(ScenarioLog.CORES.getFirst(), SIX_HOURS);
    for (int i = 0; i < 25; i++) {
      log.advance(15_000);
      log.register(up, SIX_HOURS);
      log.advance(1_000);
      log.garbage();
      log.revoke(END);
    }
    Bisection all = bisect(log, 0, log.steps().size());
    assertEquals(50, all.flips());
    assertEquals(all.atFrom(), all.atTo());
    assertEquals(OptionalLong.of(2), all.first().orElseThrow().offset());
    assertEquals(OptionalLong.of(log.steps().size() - 1), all.last().orElseThrow().offset());
    assertEquals(0, bisect(log, 3, 4).flips());
    assertEquals(1, bisect(log, 2, 4).flips());
    assertEquals(2, bisect(log, 2, 5).flips());
  }

  @Test
  void endOfASegmentIsAChangeWithoutARecord() {
    ScenarioLog log = new ScenarioLog();
    log.register(ScenarioLog.DOWNS.get(1), SIX_HOURS);
    log.register(ScenarioLog.CORES.getFirst(), SIX_HOURS);
    log.register(ScenarioLog.UPS.get(1), 0);
    log.advance(600_000);
    log.garbage();
    Bisection found = bisect(log, 0, log.steps().size());
    assertEquals(2, found.flips());
    Flip last = found.last().orElseThrow();
    assertEquals(OptionalLong.empty(), last.offset());
    assertEquals(3, last.next());
    assertEquals(((Step.Registered) log.steps().get(2).step()).made().endMs(), last.atMs());
    assertEquals(1, last.causes().size());
    assertTrue(last.causes().getFirst().startsWith("UP segment "), last.causes().toString());
  }

  @Test
  void momentsInTheWrongOrderAreRefused() {
    ScenarioLog log = new ScenarioLog();
    log.garbage();
    assertThrows(IllegalArgumentException.class, () -> bisect(log, 1, 0));
  }

  @Test
  void stopsWhenTheTimeIsOver() {
    ScenarioLog log = new ScenarioLog();
    log.garbage();
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      Bisection found =
          Bisection.of(
              history,
              moment(log, 0),
              moment(log, 2),
              new Condition.PathExists(SOURCE, ScenarioLog.ia("1-11")),
              () -> true);
      assertTrue(found.truncated());
    }
  }

  private static Bisection bisect(ScenarioLog log, int from, int to) {
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      return Bisection.of(
          history,
          moment(log, from),
          moment(log, to),
          new Condition.PathExists(SOURCE, DESTINATION),
          () -> false);
    }
  }
}
