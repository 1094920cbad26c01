package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.waymark.segment.ByteString;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.StoreException;

/**
 * Tests the owner of the native handle. A mistake here kills the process instead of failing a test.
 */
@Timeout(60)
class RocksDatabaseTest {
  private static final byte[] KEY = {1};

  @TempDir Path directory;

  private RocksDatabase open() throws RocksDBException {
    return new RocksDatabase(directory, RocksDatabase.Mode.MADE);
  }

  private static void put(RocksRows rows, byte[] key, byte[] value) {
    try (RowSnapshot latest = rows.latest()) {
      RowBatch batch = new RowBatch(latest);
      batch.put(Family.SEGMENTS, key, value);
      rows.commit(batch);
    }
  }

  @Test
  void readersInFlightSeeRowsOrClosedWhenItIsClosed() throws Exception {
    for (int round = 0; round < 5; round++) {
      RocksDatabase database = open();
      RocksRows rows = new RocksRows(database);
      for (byte i = 0; i < 100; i++) {
        put(rows, new byte[] {i}, new byte[100]);
      }
      int threads = 4;
      CountDownLatch reading = new CountDownLatch(threads);
      try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          readers.add(executor.submit(() -> readUntilClosed(rows, reading)));
        }
        assertTrue(reading.await(30, TimeUnit.SECONDS));
        database.close();
        for (Future<?> reader : readers) {
          reader.get();
        }
      }
    }
  }

  private static void readUntilClosed(RocksRows rows, CountDownLatch reading) {
    try {
      for (int i = 0; ; i++) {
        try (RowSnapshot snapshot = rows.snapshot()) {
          int[] count = {0};
          snapshot.scan(Family.SEGMENTS, Keys.NONE, (key, value) -> ++count[0] > 0);
          assertEquals(100, count[0]);
          assertTrue(snapshot.get(Family.SEGMENTS, KEY).isPresent());
        }
        if (i == 3) {
          reading.countDown();
        }
      }
    } catch (StoreException.Closed e) {
      assertThrows(StoreException.Closed.class, () -> rows.snapshot().get(Family.SEGMENTS, KEY));
    }
  }

  @Test
  void snapshotHasThePositionsOfItsCommit() throws RocksDBException {
    ApplyVersion version = ApplySettings.DEFAULT.applyVersion();
    Positions none = Positions.none(version);
    Positions first = none.with(none.totals(), 1);
    Positions second = none.with(none.totals(), 2);
    try (RocksRows rows = new RocksRows(open())) {
      try (RowSnapshot before = rows.snapshot()) {
        assertEquals(none, before.positions(version));
        put(rows, first);
        try (RowSnapshot between = rows.snapshot()) {
          assertEquals(first, between.positions(version));
        }
        put(rows, second);
        assertEquals(none, before.positions(version));
        // This snapshot reuses the reader of the one before.
        try (RowSnapshot after = rows.snapshot()) {
          assertEquals(second, after.positions(version));
          assertEquals(second, after.positions(version));
        }
      }
    }
  }

  private static void put(RocksRows rows, Positions positions) {
    try (RowSnapshot latest = rows.latest()) {
      RowBatch batch = new RowBatch(latest);
      batch.put(Family.POSITIONS, Keys.POSITIONS, positions.encode());
      rows.commit(batch);
    }
  }

  @Test
  void noSnapshotIsTakenOfAClosedDatabase() throws RocksDBException {
    RocksRows rows = new RocksRows(open());
    rows.snapshot().close();
    rows.close();
    assertThrows(StoreException.Closed.class, rows::snapshot);
  }

  @Test
  void readsBackFromDiskOnlyWhatWasFlushed() throws RocksDBException {
    try (RocksDatabase database = open()) {
      RocksRows rows = new RocksRows(database);
      put(rows, KEY, new byte[] {1});
      assertTrue(database.persisted(Family.SEGMENTS, KEY).isEmpty());
      rows.flush();
      put(rows, KEY, new byte[] {2});
      assertEquals(
          ByteString.of((byte) 1),
          ByteString.of(database.persisted(Family.SEGMENTS, KEY).orElseThrow()));
    }
  }

  @Test
  void largeBatchesWithLongRowsArrive() throws RocksDBException {
    try (RocksRows rows = new RocksRows(open())) {
      try (RowSnapshot latest = rows.latest()) {
        RowBatch batch = new RowBatch(latest);
        for (int i = 0; i < 300; i++) {
          batch.put(Family.SEGMENTS, Keys.number(i), new byte[i * i]);
          batch.delete(Family.BLOCKS, new byte[i]);
        }
        rows.commit(batch);
      }
      try (RowSnapshot snapshot = rows.snapshot()) {
        for (int i = 0; i < 300; i++) {
          assertEquals(i * i, snapshot.get(Family.SEGMENTS, Keys.number(i)).orElseThrow().length);
        }
      }
    }
  }

  @Test
  void aSnapshotIsGivenBackOnce() throws RocksDBException {
    try (RocksRows rows = new RocksRows(open())) {
      RowSnapshot first = rows.snapshot();
      first.close();
      first.close();
      assertThrows(IllegalStateException.class, () -> first.get(Family.SEGMENTS, KEY));
      RowSnapshot second = rows.snapshot();
      RowSnapshot third = rows.snapshot();
      put(rows, KEY, KEY);
      assertTrue(second.get(Family.SEGMENTS, KEY).isEmpty());
      assertTrue(third.get(Family.SEGMENTS, KEY).isEmpty());
    }
  }
}
