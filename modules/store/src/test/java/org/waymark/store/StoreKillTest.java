package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.store.backing.Provenance;
import org.waymark.store.view.ReadView;

/** Kills a process while it applies and flushes. */
@Timeout(120)
class StoreKillTest {
  private static final int KEYS = 50;
  private static final int BATCH = 20;
  private static final int ROUNDS = 3;

  @TempDir Path directory;

  /** The process that is killed. Prints an offset after each flush. */
  static final class Applying {
    private Applying() {}

    public static void main(String[] arguments) {
      try (Store store = RocksStoreTest.open(Path.of(arguments[0]))) {
        while (true) {
          long next = EndlessRecords.nextOffset(store);
          for (int batch = 0; batch < 20; batch++) {
            EndlessRecords.apply(store, BATCH, KEYS);
          }
          if (next % (BATCH * 60) == 0) {
            store.flush();
            System.out.println(EndlessRecords.nextOffset(store));
          }
        }
      }
    }
  }

  private Path store() {
    return directory.resolve("store");
  }

  @Test
  void whatIsLeftIsTheStateAtItsPositions() throws IOException {
    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      written = killAfterFlushes(2);
      try (Store store = RocksStoreTest.open(store())) {
        assertTrue(store.provenance() instanceof Provenance.Resumed, "" + store.provenance());
        assertTrue(
            EndlessRecords.nextOffset(store) >= written,
            EndlessRecords.nextOffset(store) + " after " + written);
        try (ReadView view = store.view()) {
          assertEquals(view.digest(Topic.EVENTS), view.recomputeDigest(Topic.EVENTS));
        }
        assertEquals(
            EndlessRecords.nextOffset(store), store.rightEdge(Topic.EVENTS).orElseThrow().size());
        try (Store folded = folded(EndlessRecords.nextOffset(store))) {
          assertEquals(folded.digest(Topic.EVENTS), store.digest(Topic.EVENTS));
          assertEquals(folded.rightEdge(Topic.EVENTS), store.rightEdge(Topic.EVENTS));
        }
      }
    }
  }

  private static Store folded(long nextOffset) {
    Store store = Store.inMemory(Records.SETTINGS);
    while (EndlessRecords.nextOffset(store) < nextOffset) {
      EndlessRecords.apply(store, BATCH, KEYS);
    }
    return store;
  }

  private long killAfterFlushes(int flushes) throws IOException {
    try (Victim victim = new Victim(Applying.class, store())) {
      long written = 0;
      for (int i = 0; i < flushes; i++) {
        written = Long.parseLong(victim.line());
      }
      return written;
    }
  }
}
