package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/** Tests that a store keeps the right edge of each topic's Merkle tree beside its positions. */
class StoreRightEdgeTest {
  private static final int COUNT = 37;

  @TempDir Path directory;

  private static List<LogRecord> records(long from, long to) {
    List<LogRecord> records = new ArrayList<>();
    for (long offset = from; offset < to; offset++) {
      records.add(Records.record(offset, Records.NOW_MS + offset, new byte[] {(byte) offset}));
    }
    return records;
  }

  private static RightEdge expected(long to) {
    RightEdge edge = RightEdge.EMPTY;
    TreeHasher hasher = new TreeHasher();
    for (LogRecord record : records(0, to)) {
      edge = edge.append(RecordLeaf.hash("", record), hasher);
    }
    return edge;
  }

  @Test
  void edgeIsThatOfTheRecordsHoweverTheyAreSplitIntoBatches() {
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      for (int size = 1; size <= COUNT; size++) {
        try (Store store = Store.inMemory(Records.SETTINGS)) {
          for (long from = 0; from < COUNT; from += size) {
            store.apply(topic, records(from, Math.min(from + size, COUNT)));
          }
          assertEquals(Optional.of(expected(COUNT)), store.rightEdge(topic));
        }
      }
    }
  }

  @Test
  void edgeReturnsToThatOfTheLastFlushWithTheRows() {
    Path folder = directory.resolve("store");
    Store killed = RocksStoreTest.open(folder);
    killed.apply(Topic.EVENTS, records(0, 20));
    killed.flush();
    killed.apply(Topic.EVENTS, records(20, COUNT));
    killed.kill();

    try (Store store = RocksStoreTest.open(folder)) {
      assertEquals(20, EndlessRecords.nextOffset(store));
      assertEquals(Optional.of(expected(20)), store.rightEdge(Topic.EVENTS));
      store.apply(Topic.EVENTS, records(20, COUNT));
      assertEquals(Optional.of(expected(COUNT)), store.rightEdge(Topic.EVENTS));
    }
  }

  @Test
  void foldThatBeginsLateKnowsNoEdge() {
    try (Store store = Store.inMemory(Records.SETTINGS)) {
      store.begin(new ColdStart(20, Records.NOW_MS));
      store.apply(Topic.EVENTS, records(20, COUNT));

      assertEquals(Optional.empty(), store.rightEdge(Topic.EVENTS));
    }
  }

  @Test
  void foldThatBeginsAtACheckpointContinuesItsTree() {
    try (Store store = Store.inMemory(Records.SETTINGS)) {
      store.begin(new ColdStart(23, Records.NOW_MS).from(expected(20)));
      store.apply(Topic.EVENTS, records(20, COUNT));

      assertEquals(Optional.of(expected(COUNT)), store.rightEdge(Topic.EVENTS));
    }
  }

  @Test
  void startIsNotMovedToALaterCheckpoint() {
    ColdStart start = new ColdStart(19, Records.NOW_MS);

    assertThrows(IllegalArgumentException.class, () -> start.from(expected(20)));
  }
}
