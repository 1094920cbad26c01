package org.waymark.store.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.RandomLog;
import org.waymark.store.Store;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;

/**
 * Tests that a past state read from history equals the state that a store had when it had folded
 * that many records.
 */
class PastStateTest {
  private static final int LOGS = 12;
  private static final int RECORDS = 240;

  @TempDir private Path directory;

  /** A state after a fold. */
  private record State(long lastTickMs, StateDigest digest, List<Row> rows) {
    static State of(ReadView view) {
      return new State(view.lastTickMs(), view.digest(Topic.EVENTS), view.rows(Topic.EVENTS));
    }
  }

  @Test
  void everyStateOfRandomLogsIsReadFromMemory() {
    for (long seed = 1; seed <= LOGS; seed++) {
      try (Store store = Store.inMemory(RandomLog.settings())) {
        compare(seed, store, 1);
      }
    }
  }

  @Test
  void everyStateOfARandomLogIsReadFromDiskAfterARestart() {
    List<LogRecord> log = RandomLog.records(77, RECORDS);
    List<State> states = new ArrayList<>();
    try (Store store = open()) {
      states.add(state(store));
      for (LogRecord record : log) {
        store.apply(Topic.EVENTS, List.of(record));
        states.add(state(store));
      }
    }
    try (Store store = open()) {
      assertStates(77, states, store);
    }
  }

  @Test
  void statesWithinABatchAreThoseOfSingleRecords() {
    try (Store store = Store.inMemory(RandomLog.settings())) {
      compare(5, store, 17);
    }
  }

  private Store open() {
    return Store.openRocks(directory, RandomLog.settings(), (what, cause) -> {});
  }

  private static State state(Store store) {
    try (ReadView view = store.view()) {
      return State.of(view);
    }
  }

  private static void compare(long seed, Store store, int batch) {
    List<LogRecord> log = RandomLog.records(seed, RECORDS);
    List<State> states = new ArrayList<>();
    try (Store single = Store.inMemory(RandomLog.settings())) {
      states.add(state(single));
      for (LogRecord record : log) {
        single.apply(Topic.EVENTS, List.of(record));
        states.add(state(single));
      }
    }
    for (int from = 0; from < log.size(); from += batch) {
      store.apply(Topic.EVENTS, log.subList(from, Math.min(log.size(), from + batch)));
    }
    assertStates(seed, states, store);
  }

  private static void assertStates(long seed, List<State> states, Store store) {
    try (HistoryView history = store.history()) {
      assertEquals(states.size() - 1, history.next());
      for (int next : new Random(seed).ints(states.size(), 0, states.size()).toArray()) {
        ReadView past = history.asOf(next, Long.MAX_VALUE);
        String where = "seed " + seed + ", offset " + next;
        State expected = states.get(next);
        State read = State.of(past);
        assertEquals(List.of(), missing(expected, read), "missing at " + where);
        assertEquals(List.of(), missing(read, expected), "too many at " + where);
        assertEquals(expected, read, where);
      }
    }
  }

  private static List<Row> missing(State from, State in) {
    return from.rows().stream().filter(row -> !in.rows().contains(row)).toList();
  }
}
