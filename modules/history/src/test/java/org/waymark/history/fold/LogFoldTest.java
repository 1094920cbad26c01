package org.waymark.history.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.history.UnknownPastException;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.Clock;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/**
 * Tests that the history of a store, and a fold of one horizon of the log, give the same answers.
 */
class LogFoldTest {
  private static final int RECORDS = 900;
  private static final long SEED = 11;
  private static final int MOMENTS = 12;
  private static final int ENOUGH = 6;

  private static List<LogRecord> records;
  private static InMemoryEventLog log;
  private static long nowMs;

  /** A clock that a test sets. */
  private static final class PutClock implements Clock {
    private long ms;

    @Override
    public long wallMs() {
      return ms;
    }

    @Override
    public long monotonicNs() {
      return 0;
    }
  }

  @BeforeAll
  static void append() {
    records = RandomHistory.records(SEED, RECORDS);
    PutClock clock = new PutClock();
    log = new InMemoryEventLog("fold", clock);
    for (LogRecord record : records) {
      clock.ms = record.recordTimeMs();
      log.append(Topic.EVENTS, new Entry(record.key(), "kind", record.value())).join();
      nowMs = Math.max(nowMs, clock.ms);
    }
  }

  private static ObjectNode answer(HistoryView history, ObjectNode query) {
    return HistoryQueries.answer(
        new QueryContext(
            history, query, nowMs, new QueryBounds(QueryBounds.DEFAULT_RESULTS, () -> false)));
  }

  private static ObjectNode query(String name) {
    return new JsonMapper().createObjectNode().put("query", name);
  }

  private static ObjectNode without(ObjectNode answer) {
    answer.remove("knownFrom");
    // The two stores were folded from different logs.
    answer.remove("token");
    return answer;
  }

  @Test
  void horizonBeforeAMomentGivesTheAnswersOfTheWholeHistory() {
    Random random = new Random(SEED);
    int compared = 0;
    int cold = 0;
    try (Store whole = Store.inMemory(RandomHistory.settings())) {
      whole.apply(Topic.EVENTS, records);
      try (HistoryView history = whole.history()) {
        for (int i = 0; i < MOMENTS; i++) {
          // The moments are in the second half: for earlier ones, the fold may begin at offset 0.
          int next = RECORDS / 2 + random.nextInt(RECORDS / 2);
          long timeMs = records.get(next - 1).recordTimeMs();
          String moment =
              i % 2 == 0 ? Integer.toString(next) : Instant.ofEpochMilli(timeMs).toString();
          try (Store folded = Store.inMemory(RandomHistory.settings())) {
            new LogFold(log, nowMs, 0).into(folded, List.of(moment));
            try (HistoryView fold = folded.history()) {
              cold += fold.first() > 0 ? 1 : 0;
              compared += compare(moment, history, fold) ? 1 : 0;
            }
          }
        }
      }
    }
    int all = compared;
    int late = cold;
    assertTrue(all >= ENOUGH && late >= ENOUGH, () -> all + " compared, " + late + " cold");
  }

  private static boolean compare(String moment, HistoryView history, HistoryView fold) {
    ObjectNode known = answer(fold, query("segments").put("asOf", moment));
    if (known.has(HistoryQueries.ERROR)) {
      // There are too few ticks around the moment to complete the state.
      assertTrue(known.toString().contains("is unknown: "), known::toString);
      return false;
    }
    for (ObjectNode query :
        List.of(
            query("segments").put("asOf", moment),
            query("segments").put("asOf", moment).put("type", "up").put("last", "1-14"),
            query("segments").put("asOf", moment).put("as", "1-12"),
            query("revocations").put("asOf", moment),
            query("paths").put("asOf", moment).put("src", "1-14").put("dst", "1-15"))) {
      assertEquals(without(answer(history, query)), without(answer(fold, query)), query::toString);
    }
    return true;
  }

  @Test
  void shortLogIsFoldedFromItsStart() {
    try (Store folded = Store.inMemory(RandomHistory.settings())) {
      new LogFold(log, nowMs).into(folded, List.of("700"));
      try (HistoryView fold = folded.history()) {
        assertEquals(0, fold.first());
        assertEquals(700, fold.next());
      }
    }
  }

  @Test
  void foldUpToAnOffsetHasTheDigestOfAStoreThere() {
    for (boolean fromStart : new boolean[] {true, false}) {
      try (Store whole = Store.inMemory(RandomHistory.settings());
          Store folded = Store.inMemory(RandomHistory.settings())) {
        whole.apply(Topic.EVENTS, records.subList(0, 700));
        boolean all =
            new LogFold(log, nowMs)
                .upTo(
                    folded, new LogFold.Target(700, 0, fromStart), (topic, batch, effects) -> true);
        assertEquals(fromStart, all);
        assertEquals(700, folded.position(Topic.EVENTS).orElseThrow().nextOffset());
        if (folded.complete()) {
          assertEquals(whole.digest(Topic.EVENTS), folded.digest(Topic.EVENTS));
        }
        assertTrue(folded.complete() || !fromStart);
      }
    }
  }

  @Test
  void offsetOutsideOfTheLogIsRefused() {
    try (Store folded = Store.inMemory(RandomHistory.settings())) {
      UnknownPastException refusal =
          assertThrows(
              UnknownPastException.class,
              () -> new LogFold(log, nowMs).into(folded, List.of("5000")));
      assertEquals(
          "offset 5000 is not in the log, which has offsets 0 to " + RECORDS, refusal.getMessage());
    }
  }
}
