package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StateMark;

class StateMarkTest {
  private final List<LogRecord> log = RandomLog.records(1, 3);

  private static StateMark mark(Store store) {
    try (ReadView view = store.view()) {
      return view.mark().orElseThrow();
    }
  }

  @Test
  void markHoldsUntilTheNextCommit(@TempDir Path directory) {
    RecordedFaults faults = new RecordedFaults();
    for (Store store :
        List.of(
            Store.inMemory(RandomLog.settings()),
            Store.openRocks(directory, RandomLog.settings(), faults))) {
      StateMark before = mark(store);
      for (LogRecord record : log) {
        assertTrue(store.isAt(before));
        store.apply(Topic.EVENTS, List.of(record));
        assertFalse(store.isAt(before));
        before = mark(store);
      }
      store.close();
    }
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void markOfAnotherStoreDoesNotHold() {
    try (Store store = Store.inMemory(RandomLog.settings());
        Store other = Store.inMemory(RandomLog.settings())) {
      assertTrue(store.isAt(mark(store)));
      assertFalse(store.isAt(mark(other)));
    }
  }

  @Test
  void noMarkHoldsInAClosedStore(@TempDir Path directory) {
    Store store = Store.openRocks(directory, RandomLog.settings(), new RecordedFaults());
    StateMark mark = mark(store);
    store.close();
    assertThrows(StoreException.Closed.class, () -> store.isAt(mark));
  }

  @Test
  void markOfAViewWithTheTrustOfBeforeTheCommitDoesNotHold() {
    ViewingRows rows = new ViewingRows();
    try (Store store = Store.over(rows, RandomLog.settings())) {
      rows.viewed = Optional.of(store);
      store.apply(Topic.TRUST, List.of(new LogRecord(0, 0, 1, ByteString.EMPTY, new byte[] {1})));
      assertFalse(store.isAt(rows.mark.orElseThrow()));
      assertTrue(store.isAt(mark(store)));
    }
  }

  @Test
  void firstAsesMayChangeWhenTheFirstOfTheirSegmentsEnds() {
    int changes = 0;
    try (Store store = Store.inMemory(RandomLog.settings())) {
      for (LogRecord record : RandomLog.records(2, 60)) {
        store.apply(Topic.EVENTS, List.of(record));
        for (SegmentType type : SegmentType.values()) {
          SegmentQuery all = new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE);
          try (ReadView view = store.view()) {
            boolean any = !view.firstAses(all, record.recordTimeMs()).isEmpty();
            long endMs = view.clockChangeMs();
            assertEquals(any, endMs < Long.MAX_VALUE);
            if (any) {
              changes++;
              assertTrue(live(view, endMs) < live(view, endMs - 1));
            }
          }
        }
      }
    }
    assertTrue(changes > 10);
  }

  private static int live(ReadView view, long clockMs) {
    return view.liveKeys(IsdAs.NONE, IsdAs.NONE, clockMs, Integer.MAX_VALUE);
  }

  /** Rows that take a mark of their store right after each commit. */
  private static final class ViewingRows extends ForwardingRows {
    private Optional<Store> viewed = Optional.empty();
    private Optional<StateMark> mark = Optional.empty();

    ViewingRows() {
      super(new MemoryRows());
    }

    @Override
    public void commit(RowBatch batch) {
      super.commit(batch);
      mark = viewed.map(StateMarkTest::mark);
    }
  }
}
