package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;
import org.waymark.store.backing.Provenance;
import org.waymark.store.row.StateDigest;
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
          long next = nextOffset(store);
          for (int batch = 0; batch < 20; batch++) {
            apply(store);
          }
          if (next % (BATCH * 60) == 0) {
            store.flush();
            System.out.println(nextOffset(store));
          }
        }
      }
    }
  }

  private Path store() {
    return directory.resolve("store");
  }

  private static long nextOffset(Store store) {
    return store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
  }

  private static void apply(Store store) {
    long offset = nextOffset(store);
    store.apply(
        Topic.EVENTS,
        LongStream.range(offset, offset + BATCH)
            .mapToObj(
                o ->
                    Records.record(
                        o,
                        NOW_MS,
                        of(
                            SegmentType.UP,
                            segment(
                                NOW_S - o % 7,
                                64,
                                hop("1-1", 0, 1 + o % KEYS),
                                hop("1-11", 1, 0)))))
            .toList());
  }

  @Test
  void whatIsLeftIsTheStateAtItsPositions() throws IOException {
    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      written = killAfterFlushes(2);
      try (Store store = RocksStoreTest.open(store())) {
        assertTrue(store.provenance() instanceof Provenance.Resumed, "" + store.provenance());
        assertTrue(nextOffset(store) >= written, nextOffset(store) + " after " + written);
        try (ReadView view = store.view()) {
          assertEquals(view.digest(Topic.EVENTS), view.recomputeDigest(Topic.EVENTS));
        }
        assertEquals(folded(nextOffset(store)), store.digest(Topic.EVENTS));
      }
    }
  }

  private static StateDigest folded(long nextOffset) {
    try (Store store = Store.inMemory(Records.SETTINGS)) {
      while (nextOffset(store) < nextOffset) {
        apply(store);
      }
      return store.digest(Topic.EVENTS);
    }
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
