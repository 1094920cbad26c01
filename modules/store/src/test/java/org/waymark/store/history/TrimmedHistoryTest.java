package org.waymark.store.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.ColdStart;
import org.waymark.store.FoldedRows;
import org.waymark.store.RandomLog;
import org.waymark.store.Store;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.view.ReadView;

/** Tests that trimming forgets exactly what no later moment needs. */
class TrimmedHistoryTest {
  private static final int RECORDS = 400;
  private static final long OUTLINE_EVERY = 16;

  @Test
  void momentsThatStayKnownAreAsBefore() {
    int checked = 0;
    for (long seed = 1; seed <= 8; seed++) {
      try (Store store = Store.inMemory(RandomLog.settings(), OUTLINE_EVERY)) {
        List<List<Row>> states = new ArrayList<>();
        states.add(rows(store));
        for (LogRecord record : RandomLog.records(seed, RECORDS)) {
          store.apply(Topic.EVENTS, List.of(record));
          states.add(rows(store));
        }
        trim(store, store.lastTickMs());
        assertEquals(states.getLast(), rows(store), "seed " + seed);
        try (HistoryView history = store.history()) {
          for (long next = 0; next <= RECORDS; next++) {
            if (history.isComplete(next)) {
              checked++;
              List<Row> past = history.asOf(next, Long.MAX_VALUE).rows(Topic.EVENTS);
              assertEquals(states.get((int) next), past, "seed " + seed + ", offset " + next);
              assertEquals(
                  segments(past),
                  history.outline(next, Integer.MAX_VALUE).orElseThrow().stream()
                      .map(version -> version.key() + " " + version.offset())
                      .toList(),
                  "seed " + seed + ", outline before " + next);
            }
          }
        }
      }
    }
    assertTrue(checked > 8 && checked < 8 * RECORDS, checked + " moments");
  }

  @Test
  void nothingIsLeftOfRecordsBeforeTheHorizon() {
    try (Store store = Store.inMemory(RandomLog.settings(), OUTLINE_EVERY)) {
      store.apply(Topic.EVENTS, RandomLog.records(3, RECORDS));
      long cutMs = store.lastTickMs() - ColdStart.HORIZON_MS;
      long first;
      try (HistoryView history = store.history()) {
        first = history.nextAt(Topic.EVENTS, cutMs - 1);
      }
      assertTrue(first > 0 && first < RECORDS);
      trim(store, store.lastTickMs());
      try (HistoryView history = store.history()) {
        assertEquals(first, history.first());
        assertFalse(history.isComplete(first));
        assertTrue(history.isComplete(history.next()));
        for (long offset = 0; offset < first; offset++) {
          assertTrue(history.bytes(offset).isEmpty(), "bytes of " + offset);
          assertTrue(history.killedBy(offset).isEmpty(), "killed by " + offset);
        }
        for (SegmentType type : SegmentType.values()) {
          for (var key : history.segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE))) {
            assertTrue(history.changes(key).getFirst().offset() >= first, "changes of " + key);
          }
        }
      }
    }
  }

  @Test
  void outlinesGoWithTheRecordsBeforeThem() {
    int kept = 0;
    int forgotten = 0;
    for (long seed = 1; seed <= 8; seed++) {
      MemoryRows rows = FoldedRows.ofRandomEvents(seed, RECORDS);
      SortedSet<Long> before = outlines(rows);
      long first;
      try (Store store = FoldedRows.over(rows)) {
        trim(store, store.lastTickMs());
        try (HistoryView history = store.history()) {
          first = history.first();
        }
      }
      assertEquals(before.tailSet(first), outlines(rows), "seed " + seed);
      kept += before.tailSet(first).size();
      forgotten += before.headSet(first).size();
    }
    assertTrue(kept > 8 && forgotten > 8, kept + " kept, " + forgotten + " forgotten");
  }

  /** {@return the offsets of the records before which outlines were written} */
  private static SortedSet<Long> outlines(Rows rows) {
    SortedSet<Long> offsets = new TreeSet<>();
    try (RowSnapshot snapshot = rows.snapshot()) {
      snapshot.scan(
          Family.OUTLINES,
          Keys.NONE,
          (key, value) -> {
            if (!Arrays.equals(key, HistoryKeys.OUTLINE_PLAN)) {
              offsets.add(HistoryKeys.offsetOfOutline(key));
            }
            return true;
          });
    }
    return offsets;
  }

  @Test
  void indexesKeepWhatARemainingVersionNeeds() {
    try (Store store = Store.inMemory(RandomLog.settings(), OUTLINE_EVERY)) {
      store.apply(Topic.EVENTS, RandomLog.records(3, RECORDS));
      trim(store, store.lastTickMs());
      try (HistoryView history = store.history();
          ReadView now = store.view()) {
        for (Row row : now.rows(Topic.EVENTS)) {
          if (row instanceof Row.Segment segment) {
            segment.hops().stream()
                .filter(hop -> hop.egress() != 0)
                .forEach(
                    hop ->
                        assertTrue(
                            history.segmentsUsing(hop.ia(), hop.egress()).contains(segment.key())));
          }
        }
      }
    }
  }

  private static List<String> segments(List<Row> rows) {
    return rows.stream()
        .filter(Row.Segment.class::isInstance)
        .map(Row.Segment.class::cast)
        .map(segment -> segment.key() + " " + segment.offset())
        .toList();
  }

  private static void trim(Store store, long fromMs) {
    while (store.trimHistory(fromMs)) {
      // One call forgets a bounded number of records.
    }
  }

  private static List<Row> rows(Store store) {
    try (ReadView view = store.view()) {
      return view.rows(Topic.EVENTS);
    }
  }
}
