package org.waymark.history.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.bisect.Condition;
import org.waymark.history.bisect.ConditionOracle;
import org.waymark.history.explain.RandomScenario;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.explain.ScenarioLog.Step;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Row;
import org.waymark.wire.event.BlockSubject;

/** Compares conditions and breakpoints at which the debugger stops with stepping one by one. */
class StoppingTest {
  private static final int LOGS = 60;
  private static final int RECORDS = 80;
  private static final AsInterface END = AsInterface.parse("1-11#4");

  private static List<Condition> conditions(ScenarioLog log) {
    SegmentKey key = log.beside(ScenarioLog.UPS.get(1), 0).key();
    return List.of(
        new Condition.PathExists(ScenarioLog.ia("1-14"), ScenarioLog.ia("1-16")),
        new Condition.PathsBelow(ScenarioLog.ia("1-14"), ScenarioLog.ia("1-16"), 3),
        new Condition.SegmentLive(List.of(key)),
        new Condition.InterfaceUsable(END));
  }

  @Test
  void untilStopsWhereSteppingOneByOneFindsTheConditionFirst() {
    TreeMap<String, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= LOGS; seed++) {
      Random random = new Random(seed);
      ScenarioLog log = RandomScenario.of(random, RECORDS, END);
      try (Store store = log.fold();
          HistoryView history = store.history()) {
        long nowMs = log.nowMs() + random.nextInt(2_000_000);
        for (Condition condition : conditions(log)) {
          LogDebugger debugger = new LogDebugger(history, nowMs);
          debugger.goTo(Integer.toString(1 + random.nextInt(RECORDS)));
          boolean wanted = random.nextBoolean();
          String where =
              "seed %d, from %s until %s is %s"
                  .formatted(seed, debugger.position(), condition, wanted);
          Optional<Moment> expected =
              firstOneByOne(log, history, debugger.position(), nowMs, condition, wanted);
          Moment start = debugger.position();
          Halt halt = debugger.until(condition, wanted, () -> false);
          assertEquals(
              expected.orElse(start),
              halt.reason() == Halt.Reason.REACHED
                  ? new Moment(halt.at().next(), halt.at().clockMs(), start.isOffset())
                  : halt.at(),
              where + ": " + halt);
          assertEquals(halt.at(), debugger.position(), where);
          assertEquals(expected.isEmpty(), halt.reason() == Halt.Reason.NEVER, where);
          if (halt.reason() == Halt.Reason.REACHED) {
            boolean byRecord = halt.flip().orElseThrow().offset().isPresent();
            seen.merge(byRecord ? "by record" : "by time", 1, Integer::sum);
          } else {
            seen.merge(halt.reason().toString(), 1, Integer::sum);
          }
        }
      }
    }
    System.out.println(seen);
    for (String kind : List.of("by record", "by time", "ALREADY", "NEVER")) {
      assertTrue(seen.getOrDefault(kind, 0) >= 5, () -> kind + " in " + seen);
    }
  }

  /** {@return the first moment, among all records and all ends, with the condition as wanted} */
  private static Optional<Moment> firstOneByOne(
      ScenarioLog log,
      HistoryView history,
      Moment from,
      long nowMs,
      Condition condition,
      boolean wanted) {
    long clockMs = Math.max(from.clockMs(), history.lastTick(from.next()).timeMs());
    if (ConditionOracle.holds(log, history, condition, new Moment(from.next(), clockMs))
        == wanted) {
      return Optional.of(from);
    }
    for (long next = from.next(); next <= RECORDS; next++) {
      long timeMs = next == RECORDS ? nowMs : log.steps().get((int) next).timeMs();
      for (long end : ConditionOracle.ends(log)) {
        Moment at = new Moment(next, end, true);
        if (end > clockMs
            && end <= timeMs
            && ConditionOracle.holds(log, history, condition, at) == wanted) {
          return Optional.of(at);
        }
      }
      clockMs = Math.max(clockMs, timeMs);
      Moment at = new Moment(next + 1, clockMs, true);
      if (next < RECORDS && ConditionOracle.holds(log, history, condition, at) == wanted) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static List<Breakpoint> breakpoints(ScenarioLog log) {
    SegmentKey key = log.beside(ScenarioLog.UPS.get(1), 0).key();
    return List.of(
        new Breakpoint.OfSegment(List.of(key)),
        new Breakpoint.OfInterface(AsInterface.parse("1-13#9")),
        new Breakpoint.OfInterface(AsInterface.parse("1-12#4")),
        new Breakpoint.OfAs(ScenarioLog.ia("1-15")),
        new Breakpoint.OfAs(ScenarioLog.ia("1-11")));
  }

  @Test
  void continueStopsAtEveryRecordThatTouchesTheBreakpointAndAtNoOther() {
    TreeMap<String, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= LOGS; seed++) {
      ScenarioLog log = RandomScenario.of(new Random(seed), RECORDS, END);
      try (Store store = log.fold();
          HistoryView history = store.history()) {
        for (Breakpoint breakpoint : breakpoints(log)) {
          List<Long> touched = new ArrayList<>();
          for (int offset = 0; offset < RECORDS; offset++) {
            if (isTouched(log, history, offset, breakpoint)) {
              touched.add((long) offset);
              seen.merge(
                  breakpoint.getClass().getSimpleName()
                      + log.steps().get(offset).step().getClass().getSimpleName(),
                  1,
                  Integer::sum);
            }
          }
          assertEquals(touched, stops(history, breakpoint), "seed " + seed + ", " + breakpoint);
        }
      }
    }
    System.out.println(seen);
    for (String kind : List.of("OfSegment", "OfInterface", "OfAs")) {
      for (String step : List.of("Registered", "Revoked", "Blocked")) {
        assertTrue(seen.getOrDefault(kind + step, 0) > 0, () -> kind + step + " in " + seen);
      }
    }
  }

  /** {@return the records at which a debugger stops that continues until the end} */
  private static List<Long> stops(HistoryView history, Breakpoint breakpoint) {
    LogDebugger debugger = new LogDebugger(history, Long.MAX_VALUE);
    assertEquals(1, debugger.add(breakpoint));
    List<Long> stops = new ArrayList<>();
    Halt halt = debugger.resume(() -> false);
    while (halt.reason() == Halt.Reason.BREAKPOINT) {
      assertEquals(Optional.of(breakpoint), halt.breakpoint());
      stops.add(halt.at().next() - 1);
      halt = debugger.resume(() -> false);
    }
    assertEquals(Halt.Reason.END, halt.reason());
    return stops;
  }

  private static boolean isTouched(
      ScenarioLog log, HistoryView history, int offset, Breakpoint breakpoint) {
    Set<Row> before = new HashSet<>(history.asOf(offset, 0).rows(Topic.EVENTS));
    Set<Row> after = new HashSet<>(history.asOf(offset + 1, 0).rows(Topic.EVENTS));
    boolean isQuarantined =
        after.stream().anyMatch(row -> row instanceof Row.Quarantine one && one.offset() == offset);
    Stream<Row.Segment> removed =
        before.stream()
            .filter(row -> !after.contains(row))
            .filter(Row.Segment.class::isInstance)
            .map(Row.Segment.class::cast);
    return switch (log.steps().get(offset).step()) {
      case Step.Registered step ->
          switch (breakpoint) {
            case Breakpoint.OfSegment(List<SegmentKey> keys) ->
                keys.getFirst().type() == step.line().type()
                    && keys.getFirst().id().equals(step.made().id());
            case Breakpoint.OfInterface(AsInterface one) ->
                Stream.concat(step.made().hops().stream(), step.made().peers().stream())
                    .anyMatch(hop -> uses(hop, one));
            case Breakpoint.OfAs(var ia) -> step.line().crosses(ia);
          };
      case Step.Revoked(AsInterface end, long expiryMs) ->
          !isQuarantined
              && (isOf(breakpoint, end) || removed.anyMatch(row -> isOf(breakpoint, row)));
      case Step.Blocked(BlockSubject.OfInterface(var ia, long id), long endMs) ->
          isOf(breakpoint, new AsInterface(ia, id));
      case Step.Blocked(BlockSubject.OfAs(var ia), long endMs) ->
          switch (breakpoint) {
            case Breakpoint.OfSegment segment -> false;
            case Breakpoint.OfInterface(AsInterface one) -> one.ia().equals(ia);
            case Breakpoint.OfAs(var of) -> of.equals(ia);
          };
      case Step.Blocked(BlockSubject.OfSegment(var id), long endMs) ->
          breakpoint instanceof Breakpoint.OfSegment(List<SegmentKey> keys)
              && keys.getFirst().id().equals(id);
      case Step.ReportedDown(AsInterface end, long endMs) -> isOf(breakpoint, end);
      case Step.Ticked step -> removed.anyMatch(row -> isOf(breakpoint, row));
      case Step.Garbage step -> false;
    };
  }

  private static boolean isOf(Breakpoint breakpoint, AsInterface end) {
    return switch (breakpoint) {
      case Breakpoint.OfSegment segment -> false;
      case Breakpoint.OfInterface(AsInterface one) -> one.equals(end);
      case Breakpoint.OfAs(var ia) -> ia.equals(end.ia());
    };
  }

  private static boolean isOf(Breakpoint breakpoint, Row.Segment row) {
    return switch (breakpoint) {
      case Breakpoint.OfSegment(List<SegmentKey> keys) -> keys.contains(row.key());
      case Breakpoint.OfInterface(AsInterface one) ->
          Stream.concat(row.hops().stream(), row.peers().stream()).anyMatch(hop -> uses(hop, one));
      case Breakpoint.OfAs(var ia) -> row.hops().stream().map(Hop::ia).anyMatch(ia::equals);
    };
  }

  private static boolean uses(Hop hop, AsInterface one) {
    return hop.ia().equals(one.ia()) && (hop.ingress() == one.id() || hop.egress() == one.id());
  }

  @Test
  void continueStopsAtTheTickThatRemovesASegment() {
    ScenarioLog log = new ScenarioLog();
    log.register(ScenarioLog.UPS.get(1), 0);
    log.garbage();
    log.advance(7_200_000);
    log.tick();
    log.advance(600_000);
    log.tick();
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      SegmentKey key = log.beside(ScenarioLog.UPS.get(1), 0).key();
      for (Breakpoint breakpoint :
          List.of(
              new Breakpoint.OfSegment(List.of(key)),
              new Breakpoint.OfInterface(END),
              new Breakpoint.OfAs(END.ia()))) {
        assertEquals(List.of(0L, 2L), stops(history, breakpoint), breakpoint::toString);
      }
      assertEquals(List.of(), stops(history, new Breakpoint.OfAs(ScenarioLog.ia("1-12"))));
    }
  }

  @Test
  void interruptedMovementsSayHowFarTheyCame() {
    ScenarioLog log = RandomScenario.of(new Random(1), RECORDS, END);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      LogDebugger debugger = new LogDebugger(history, log.nowMs());
      int[] records = {0};
      Halt halt = debugger.resume(() -> records[0]++ == 7);
      assertEquals(Halt.Reason.STOPPED_EARLY, halt.reason());
      assertEquals(7, debugger.position().next());
      Condition condition = conditions(log).getFirst();
      boolean holds = debugger.until(condition, true, () -> false).reason() == Halt.Reason.ALREADY;
      debugger.goTo("7");
      halt = debugger.until(condition, !holds, () -> true);
      assertEquals(Halt.Reason.STOPPED_EARLY, halt.reason());
      assertEquals(7, debugger.position().next());
      RecordEffects effects = debugger.last(new QueryBounds(1, () -> false)).orElseThrow();
      assertEquals(6, effects.offset());
    }
  }
}
