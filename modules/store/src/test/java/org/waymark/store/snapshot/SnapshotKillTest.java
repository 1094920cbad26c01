package org.waymark.store.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.store.FoldedRows;
import org.waymark.store.Store;
import org.waymark.store.Victim;
import org.waymark.store.verify.StoreVerification;

/** Kills a process while it takes or restores a snapshot. */
@Timeout(120)
class SnapshotKillTest {
  private static final String READS = "WAYMARK_TEST_READS";

  @TempDir Path root;

  private Path directory;
  private Path target;

  @BeforeEach
  void makeStore() throws IOException {
    directory = root.resolve("store");
    target = root.resolve("snapshot");
    try (Store store =
        Store.openReplica(
            directory,
            "ps1",
            FoldedRows.settings(),
            (what, cause) -> {
              throw new AssertionError(what, cause);
            })) {
      FoldedRows.applyRecordedLog(store);
      store.caughtUp();
    }
  }

  /** Stops after it has read a part of a file, and waits to be killed. */
  private static final class Stopping implements CopyProgress {
    private int reads = Integer.parseInt(System.getenv(READS));

    @Override
    public void read(long done, long total) {
      reads--;
      if (reads == 0) {
        System.out.println(done + " of " + total);
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** The process that is killed while it takes a snapshot. */
  static final class Copying {
    private Copying() {}

    public static void main(String[] arguments) {
      Path store = Path.of(arguments[0]);
      new SnapshotExport(store.resolveSibling("snapshot"), "test", new Stopping())
          .ofStopped(store, Optional.empty());
    }
  }

  /** The process that is killed while it restores a snapshot. */
  static final class Restoring {
    private Restoring() {}

    public static void main(String[] arguments) {
      Path restored = Path.of(arguments[0]);
      SnapshotRestore.into(
          restored,
          Snapshot.open(restored.resolveSibling("snapshot")),
          Optional.of("ps2"),
          new Stopping());
    }
  }

  private static void kill(Class<?> process, Path place, int reads) throws IOException {
    try (Victim victim = new Victim(process, place, Map.of(READS, Integer.toString(reads)))) {
      String line = victim.line();
      while (!line.matches("\\d+ of \\d+")) {
        line = victim.line();
      }
    }
  }

  private void takeSnapshot() {
    new SnapshotExport(target, "test", (done, total) -> {}).ofStopped(directory, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void halfSnapshotIsNotAccepted(int reads) throws IOException {
    kill(Copying.class, directory, reads);
    assertFalse(Files.exists(target));
    Path partial = root.resolve("snapshot.partial");
    assertTrue(Files.isDirectory(partial.resolve("db")));
    assertThrows(SnapshotException.NoSnapshot.class, () -> Snapshot.open(target));
    assertThrows(SnapshotException.NoSnapshot.class, () -> Snapshot.open(partial));

    takeSnapshot();
    assertFalse(Files.exists(partial));
    Snapshot.open(target).requireContent((done, total) -> {});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void halfRestoredStoreIsNotFound(int reads) throws IOException {
    takeSnapshot();
    Path restored = root.resolve("restored");
    kill(Restoring.class, restored, reads);
    assertFalse(Files.exists(restored));

    SnapshotRestore.into(restored, Snapshot.open(target), Optional.of("ps2"), (done, total) -> {});
    try (StoreVerification verification =
        StoreVerification.open(restored, FoldedRows.settings()).orElseThrow()) {
      assertEquals(
          Optional.empty(),
          verification.run((done, total) -> {}, (done, total) -> {}).difference());
    }
  }
}
