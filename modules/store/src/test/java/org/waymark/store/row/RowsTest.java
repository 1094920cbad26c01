package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.backing.RocksDatabase;
import org.waymark.store.backing.RocksRows;

/** Compares both kinds of rows, and batches over them, with sorted maps. */
class RowsTest {
  private static final List<Family> USED = List.of(Family.SEGMENTS, Family.BY_FIRST, Family.ENDS);

  @TempDir Path directory;

  @Test
  void memoryHoldsWhatWasCommitted() {
    try (MemoryRows rows = new MemoryRows()) {
      holdsWhatWasCommitted(rows, 300);
    }
  }

  @Test
  void rocksHoldsWhatWasCommitted() throws RocksDBException {
    try (RocksRows rows = new RocksRows(new RocksDatabase(directory, RocksDatabase.Mode.MADE))) {
      holdsWhatWasCommitted(rows, 100);
    }
  }

  /** A commit and the state after it. */
  private record Taken(RowSnapshot snapshot, Map<String, String> state) {}

  private static void holdsWhatWasCommitted(Rows rows, int commits) {
    Random random = new Random(3);
    Map<String, String> model = new TreeMap<>();
    List<Taken> taken = new ArrayList<>();
    for (int commit = 0; commit < commits; commit++) {
      if (random.nextInt(10) == 0) {
        taken.add(new Taken(rows.snapshot(), new TreeMap<>(model)));
      }
      try (RowSnapshot latest = rows.latest()) {
        RowBatch batch = new RowBatch(latest);
        for (int i = random.nextInt(commit % 10 == 0 ? 200 : 20); i >= 0; i--) {
          change(batch, model, random);
          if (random.nextInt(8) == 0) {
            assertReads(model, batch, random);
          }
        }
        assertEquals(model, all(batch));
        rows.commit(batch);
      }
      if (random.nextInt(20) == 0) {
        rows.flush();
      }
    }
    try (RowSnapshot latest = rows.snapshot()) {
      assertReads(model, latest, random);
      assertEquals(model, all(latest));
    }
    for (Taken earlier : taken) {
      assertEquals(earlier.state(), all(earlier.snapshot()));
      earlier.snapshot().close();
    }
  }

  private static void change(RowBatch batch, Map<String, String> model, Random random) {
    Family family = USED.get(random.nextInt(USED.size()));
    byte[] key = key(random);
    if (random.nextInt(3) == 0) {
      batch.delete(family, key);
      model.remove(name(family, key));
    } else {
      byte[] value = new byte[random.nextInt(3)];
      random.nextBytes(value);
      batch.put(family, key, value);
      model.put(name(family, key), hex(value));
    }
  }

  /** {@return one of few keys, which contain the lowest and highest bytes} */
  private static byte[] key(Random random) {
    byte[] key = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(5) - 2);
    }
    return key;
  }

  private static void assertReads(Map<String, String> model, RowReader reader, Random random) {
    Family family = USED.get(random.nextInt(USED.size()));
    byte[] key = key(random);
    assertEquals(
        model.get(name(family, key)), reader.get(family, key).map(RowsTest::hex).orElse(null));
    byte[] prefix = key(random);
    int limit = 1 + random.nextInt(4);
    List<String> found = new ArrayList<>();
    reader.scan(
        family,
        prefix,
        (k, v) -> {
          found.add(name(family, k) + "=" + hex(v));
          return found.size() < limit;
        });
    List<String> expected =
        model.entrySet().stream()
            .filter(row -> row.getKey().startsWith(name(family, prefix)))
            .map(row -> row.getKey() + "=" + row.getValue())
            .limit(limit)
            .toList();
    assertEquals(expected, found);
  }

  private static Map<String, String> all(RowReader reader) {
    Map<String, String> all = new TreeMap<>();
    for (Family family : USED) {
      reader.scan(
          family,
          Keys.NONE,
          (key, value) -> {
            all.put(name(family, key), hex(value));
            return true;
          });
    }
    return all;
  }

  private static String name(Family family, byte[] key) {
    return family.ordinal() + ":" + hex(key);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
