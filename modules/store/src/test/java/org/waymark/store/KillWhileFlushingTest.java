package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import org.waymark.store.view.ReadView;

/**
 * Kills a process during a flush. One of its threads applies and another flushes, both without a
 * pause, so that at the time of the kill some tables are written and others are not.
 */
@Timeout(300)
class KillWhileFlushingTest {
  private static final int BATCH = 20;

  /** The whole range of interface numbers, so that rows are rarely replaced. */
  private static final int INTERFACES = 4_000;

  private static final int ROUNDS = 6;

  /** Enough for tables that take a while to write. */
  private static final int FLUSHES = 30;

  @TempDir Path directory;

  /** The process that is killed. Prints a line after each flush. */
  static final class Flushing {
    private Flushing() {}

    public static void main(String[] arguments) {
      try (Store store = RocksStoreTest.open(Path.of(arguments[0]))) {
        apply(store);
        Thread flushing =
            new Thread(
                () -> {
                  while (true) {
                    store.flush();
                    System.out.println("flushed");
                  }
                });
        flushing.setDaemon(true);
        flushing.start();
        while (true) {
          apply(store);
        }
      }
    }
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
                                hop("1-1", 0, 1 + o % INTERFACES),
                                hop("1-11", 1, 0)))))
            .toList());
  }

  @Test
  void whatIsLeftIsTheStateAtItsPositions() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      Path store = directory.resolve("round" + round);
      killAfter(store, FLUSHES + round);
      try (Store left = RocksStoreTest.open(store)) {
        assertInstanceOf(Provenance.Resumed.class, left.provenance());
        assertTrue(nextOffset(left) > 0);
        try (ReadView view = left.view()) {
          assertEquals(view.digest(Topic.EVENTS), view.recomputeDigest(Topic.EVENTS));
        }
      }
    }
  }

  private static void killAfter(Path store, int flushes) throws IOException {
    try (Victim victim = new Victim(Flushing.class, store)) {
      for (int i = 0; i < flushes; i++) {
        assertEquals("flushed", victim.line());
      }
    }
  }
}
