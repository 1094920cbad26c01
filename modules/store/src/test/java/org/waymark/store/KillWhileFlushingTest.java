package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.store.backing.Provenance;
import org.waymark.store.view.ReadView;

/**
 * Kills a process during a flush. One thread of the process applies and another flushes, both
 * without a pause, so that some tables have been written and others have not when the process is
 * killed.
 */
@Timeout(300)
class KillWhileFlushingTest {
  private static final int BATCH = 20;

  /** The number of interfaces, which covers the whole range, so that rows are rarely replaced. */
  private static final int INTERFACES = 4_000;

  private static final int ROUNDS = 6;

  /** The number of flushes, enough for tables that take a while to write. */
  private static final int FLUSHES = 30;

  @TempDir Path directory;

  /** The process that is killed. Prints a line after each flush. */
  static final class Flushing {
    private Flushing() {}

    public static void main(String[] arguments) {
      try (Store store = RocksStoreTest.open(Path.of(arguments[0]))) {
        EndlessRecords.apply(store, BATCH, INTERFACES);
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
          EndlessRecords.apply(store, BATCH, INTERFACES);
        }
      }
    }
  }

  @Test
  void whatIsLeftIsTheStateAtItsPositions() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      Path store = directory.resolve("round" + round);
      killAfter(store, FLUSHES + round);
      try (Store left = RocksStoreTest.open(store)) {
        assertInstanceOf(Provenance.Resumed.class, left.provenance());
        assertTrue(EndlessRecords.nextOffset(left) > 0);
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
