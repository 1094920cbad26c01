package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersionPairs;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/**
 * Three ways to the past of thousands of random logs agree, record for record: the tables of
 * history, a fold of so many records, and the written rules.
 */
class PastOfRandomLogsTest {
  private static final int LOGS = 2_000;
  private static final int STEPPED_LOGS = 100;
  private static final int RECORDS = 48;
  private static final int STATES_PER_LOG = 3;
  private static final long FIRST_SEED = 20_261_129;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final OracleRecordReader reader =
      new OracleRecordReader(SmallWorldEvents.settings().limits());

  /** What the written rules make of a log: the states before each record, and the effects. */
  private record Model(List<Oracle> states, List<OracleOutcome> effects) {}

  private Model model(List<LogRecord> log) {
    Model model = new Model(new ArrayList<>(), new ArrayList<>());
    Oracle oracle = new Oracle(SmallWorldEvents.AHEAD_MS, SmallWorld.TREE_TTLS);
    for (LogRecord record : log) {
      model.states.add(oracle.copy());
      model.effects.add(reader.apply(oracle, record));
    }
    model.states.add(oracle);
    return model;
  }

  @Test
  void threeWaysToThePastAgree() {
    System.out.println(
        "PastOfRandomLogsTest: seeds %d to %d".formatted(FIRST_SEED, FIRST_SEED + LOGS - 1));
    int killed = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + LOGS; seed++) {
      List<LogRecord> log = SmallWorldRandom.records(events, seed, RECORDS);
      Random random = new Random(seed);
      Model model = model(log);
      try (Store store = folded(log, random);
          HistoryView history = store.history()) {
        for (int i = 0; i < STATES_PER_LOG; i++) {
          compareState(log, model, history, random);
          compareRange(log, model, history, random);
        }
        killed += compareRecords(log, model, history, 0, RECORDS);
      } catch (AssertionError e) {
        throw new AssertionError("the log of seed " + seed, e);
      }
    }
    assertTrue(killed > LOGS / 2, "only " + killed + " kills");
  }

  /** The versions of all paths at one record after another, forwards and backwards. */
  @Test
  void versionsOfStepsAreThoseOfTheRules() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + STEPPED_LOGS; seed++) {
      List<LogRecord> log = SmallWorldRandom.records(events, seed, RECORDS);
      Random random = new Random(seed);
      Model model = model(log);
      try (Store store = folded(log, random);
          HistoryView history = store.history()) {
        List<SegmentKey> keys =
            Stream.of(SegmentType.values())
                .map(type -> new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE))
                .flatMap(query -> history.segments(query).stream())
                .toList();
        int next = random.nextInt(RECORDS + 1);
        for (int step = 0; step < 2 * RECORDS; step++) {
          PastVersions versions = history.versions(next);
          for (SegmentKey key : keys) {
            assertEquals(
                offset(model.states.get(next), key),
                versions.of(key).map(SegmentValue::offset),
                "seed %d: %s before %d".formatted(seed, key, next));
          }
          next = Math.clamp(next + random.nextInt(7) - 3, 0, RECORDS);
        }
      }
    }
  }

  @Test
  void versionsAreFoundHoweverManyAreInBetween() {
    List<LogRecord> log = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long timestampS = SmallWorld.BASE_S + i;
      byte[] value =
          events.segment(
              SegmentType.DOWN, SmallWorld.DIRECT, timestampS, 2, SmallWorld.BASE_S * 1_000);
      log.add(SmallWorldEvents.record(i, timestampS * 1_000, value));
    }
    try (Store store = Store.inMemory(SmallWorldEvents.settings())) {
      store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        SegmentKey key =
            history.segments(new SegmentQuery(SegmentType.DOWN, IsdAs.NONE, IsdAs.NONE)).getFirst();
        for (long from = 1; from <= 20; from++) {
          for (long to = from; to <= 20; to++) {
            PastVersionPairs.Pair pair = history.versions(from, to).of(key);
            assertEquals(Optional.of(from - 1), pair.before().map(SegmentValue::offset));
            assertEquals(Optional.of(to - 1), pair.after().map(SegmentValue::offset));
          }
        }
      }
    }
  }

  private static Store folded(List<LogRecord> log, Random random) {
    Store store = Store.inMemory(SmallWorldEvents.settings(), 1 + random.nextInt(RECORDS));
    int next = 0;
    while (next < log.size()) {
      int to = Math.min(log.size(), next + 1 + random.nextInt(20));
      store.apply(Topic.EVENTS, log.subList(next, to));
      next = to;
    }
    return store;
  }

  /** Compares the state at an instant. */
  private static void compareState(
      List<LogRecord> log, Model model, HistoryView history, Random random) {
    long instantMs = log.get(random.nextInt(log.size())).recordTimeMs() + random.nextInt(3) - 1;
    int next = nextAt(log, instantMs);
    assertEquals(next, history.nextAt(Topic.EVENTS, instantMs), "offset at " + instantMs);
    try (Store fold = Store.inMemory(SmallWorldEvents.settings())) {
      fold.apply(Topic.EVENTS, log.subList(0, next));
      ReadView past = history.asOf(next, Long.MAX_VALUE);
      try (ReadView present = fold.view()) {
        assertEquals(present.rows(Topic.EVENTS), past.rows(Topic.EVENTS), "before " + next);
        assertEquals(pointers(present), pointers(history, next), "outline before " + next);
      }
      ApplyComparison.sameRows(model.states.get(next), past);
      assertEquals(fold.digest(Topic.EVENTS), past.digest(Topic.EVENTS), "before " + next);
    }
  }

  private static List<String> pointers(ReadView present) {
    return present.rows(RowKind.SEGMENT).stream()
        .map(Row.Segment.class::cast)
        .map(row -> row.key() + " " + row.offset() + " " + row.expiryS())
        .toList();
  }

  private static List<String> pointers(HistoryView history, long next) {
    return history.outline(next, Integer.MAX_VALUE).orElseThrow().stream()
        .map(version -> version.key() + " " + version.offset() + " " + version.expiryS())
        .toList();
  }

  /** {@return the offset of the first record that was recorded later} */
  private static int nextAt(List<LogRecord> log, long instantMs) {
    int next = 0;
    while (next < log.size() && log.get(next).recordTimeMs() <= instantMs) {
      next++;
    }
    return next;
  }

  private static void compareRange(
      List<LogRecord> log, Model model, HistoryView history, Random random) {
    int from = random.nextInt(log.size());
    int to = from + random.nextInt(log.size() - from + 1);
    compareRecords(log, model, history, from, to);
    PastVersionPairs versions = history.versions(from, to);
    for (SegmentType type : SegmentType.values()) {
      for (SegmentKey key : history.segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE))) {
        PastVersionPairs.Pair pair = versions.of(key);
        String what = key + " from " + from + " to " + to;
        assertEquals(
            offset(model.states.get(from), key), pair.before().map(SegmentValue::offset), what);
        assertEquals(
            offset(model.states.get(to), key), pair.after().map(SegmentValue::offset), what);
        assertEquals(
            IntStream.range(from, to).anyMatch(offset -> covers(log, model, offset, key)),
            history.covered(from, to).contains(key),
            what);
        assertEquals(
            history.changes(key).stream()
                .map(SegmentChange::offset)
                .filter(offset -> offset >= from && offset < to)
                .toList(),
            history.changes(key, from, to).stream().map(SegmentChange::offset).toList(),
            what);
      }
    }
  }

  /**
   * {@return whether the record stored a version of the path while no valid one was stored, because
   * there was none or a record had come after its end}
   */
  private static boolean covers(List<LogRecord> log, Model model, int offset, SegmentKey key) {
    if (!offset(model.states.get(offset + 1), key).equals(Optional.of((long) offset))) {
      return false;
    }
    long latestMs =
        log.subList(0, offset + 1).stream().mapToLong(LogRecord::recordTimeMs).max().orElseThrow();
    return version(model.states.get(offset), key)
        .filter(stored -> stored.endMs() >= latestMs)
        .isEmpty();
  }

  /** {@return the offset of the stored version} */
  private static Optional<Long> offset(Oracle oracle, SegmentKey key) {
    return version(oracle, key).map(OracleState.Version::offset);
  }

  /** {@return the stored version} */
  private static Optional<OracleState.Version> version(Oracle oracle, SegmentKey key) {
    return oracle.state().segments.stream()
        .filter(one -> one.fact().format() == key.format().number())
        .filter(one -> one.fact().type() == key.type())
        .filter(one -> one.fact().id().equals(key.id().bytes()))
        .findFirst();
  }

  /**
   * Compares what the records of a range did.
   *
   * @return the number of paths killed
   */
  private static int compareRecords(
      List<LogRecord> log, Model model, HistoryView history, int from, int to) {
    List<Long> visited = new ArrayList<>();
    int[] killed = {0};
    history.records(
        from,
        to,
        (offset, summary) -> {
          visited.add(offset);
          assertEquals(log.get((int) offset).recordTimeMs(), summary.recordTimeMs());
          OracleOutcome expected = model.effects.get((int) offset);
          assertEquals(effect(expected), summary.effect(), "effect of record " + offset);
          List<SegmentKey> kills = history.killedBy(offset);
          killed[0] += kills.size();
          assertEquals(
              expected instanceof OracleOutcome.Revoked revoked
                  ? revoked.killed()
                  : new TreeSet<>(),
              names(kills),
              "killed by " + offset);
          return true;
        });
    List<Long> expected = new ArrayList<>();
    Set<Long> revoked = new TreeSet<>();
    for (int offset = from; offset < to; offset++) {
      expected.add((long) offset);
      if (model.effects.get(offset) instanceof OracleOutcome.Revoked) {
        revoked.add((long) offset);
      }
    }
    assertEquals(expected, visited);
    assertEquals(revoked, history.revoked(from, to).keySet());
    return killed[0];
  }

  private static TreeSet<String> names(List<SegmentKey> keys) {
    return keys.stream()
        .map(key -> key.format().number() + "/" + key.type().number() + "/" + key.id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static RecordSummary.Effect effect(OracleOutcome outcome) {
    return switch (outcome) {
      case OracleOutcome.Added one -> RecordSummary.Effect.ADDED;
      case OracleOutcome.Replaced one -> RecordSummary.Effect.REPLACED;
      case OracleOutcome.Ignored one -> RecordSummary.Effect.IGNORED;
      case OracleOutcome.KilledOnArrival one -> RecordSummary.Effect.KILLED_ON_ARRIVAL;
      case OracleOutcome.Revoked one -> RecordSummary.Effect.REVOKED;
      case OracleOutcome.RevocationKnown one -> RecordSummary.Effect.REVOCATION_KNOWN;
      case OracleOutcome.Ticked one -> RecordSummary.Effect.TICKED;
      case OracleOutcome.TickIdle one -> RecordSummary.Effect.TICK_IDLE;
      case OracleOutcome.Blocked one -> RecordSummary.Effect.BLOCKED;
      case OracleOutcome.RenewalIgnored one -> RecordSummary.Effect.RENEWAL_IGNORED;
      case OracleOutcome.InterfaceDown one -> RecordSummary.Effect.INTERFACE_DOWN;
      case OracleOutcome.Quarantined one -> RecordSummary.Effect.QUARANTINED;
    };
  }
}
