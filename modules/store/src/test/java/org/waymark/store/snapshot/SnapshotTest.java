package org.waymark.store.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.IsdAs;
import org.waymark.store.DamagedFiles;
import org.waymark.store.FoldedRows;
import org.waymark.store.Store;
import org.waymark.store.backing.Provenance;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.verify.StoreVerification;
import org.waymark.store.verify.VerificationResult;
import org.waymark.store.view.ReadView;

/** Takes snapshots of stores on disk, running and stopped, and restores them. */
@Timeout(120)
class SnapshotTest {
  private static final IsdAs AS = IsdAs.parse("1-11");
  private static final CopyProgress SILENT = (done, total) -> {};
  private static final FaultHandler FAULTS =
      (what, cause) -> {
        throw new AssertionError(what, cause);
      };

  @TempDir Path root;

  private Path directory;
  private Path target;

  @BeforeEach
  void place() {
    directory = root.resolve("store");
    target = root.resolve("snapshot-1");
  }

  private Store open(Path store, String replica) {
    return Store.openReplica(store, replica, FoldedRows.settings(), FAULTS);
  }

  private Store running() throws IOException {
    Store store = open(directory, "ps1");
    FoldedRows.applyRecordedLog(store);
    store.caughtUp();
    return store;
  }

  private static List<Row> rows(Store store) {
    List<Row> rows = new ArrayList<>();
    try (ReadView view = store.view()) {
      rows.addAll(view.rows(Topic.EVENTS));
      rows.addAll(view.rows(Topic.TRUST));
    }
    return rows;
  }

  private SnapshotExport export() {
    return new SnapshotExport(target, "0.1.0 (test)", SILENT);
  }

  private SnapshotManifest snapshotOf(Store store) {
    return export()
        .ofRunning(
            directory,
            () -> {
              store.checkpoint();
              return Optional.of(new SnapshotExport.Origin(AS, "ps1"));
            })
        .orElseThrow();
  }

  /** Takes a snapshot of a running store, and stops the store. */
  private SnapshotManifest snapshot() throws IOException {
    try (Store store = running()) {
      return snapshotOf(store);
    }
  }

  private void restore(Path into, String replica) {
    SnapshotRestore.into(into, Snapshot.open(target), Optional.of(replica), SILENT);
  }

  private static VerificationResult verify(Path place) {
    try (StoreVerification verification =
        StoreVerification.open(place, FoldedRows.settings()).orElseThrow()) {
      return verification.run(SILENT, (done, total) -> {});
    }
  }

  private List<String> filesInRoot() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void snapshotOfARunningStoreIsRestoredUnderAnotherIdWithEqualRows() throws IOException {
    List<Row> rows;
    StateDigest digest;
    try (Store store = running()) {
      rows = rows(store);
      digest = store.digest(Topic.EVENTS);
      SnapshotManifest manifest = snapshotOf(store);
      assertEquals(digest, manifest.digest(Topic.EVENTS));
      assertEquals(AS, manifest.ia());
      assertEquals(Optional.of("ps1"), manifest.replica());
      assertEquals(rows, rows(store), "the store goes on");
    }
    assertEquals(List.of("snapshot-1", "store"), filesInRoot());
    Path other = root.resolve("other");
    restore(other, "ps2");
    try (Store restored = open(other, "ps2")) {
      assertInstanceOf(Provenance.Resumed.class, restored.provenance());
      restored.requireLog(FoldedRows.LOG);
      assertTrue(restored.whole());
      assertEquals(rows, rows(restored));
      assertEquals(digest, restored.digest(Topic.EVENTS));
    }
  }

  @Test
  void recordsAppliedAfterTheCheckpointAreNotInTheSnapshot() throws IOException {
    try (Store store = running()) {
      long next = store.position(Topic.EVENTS).orElseThrow().nextOffset();
      StateDigest digest = store.digest(Topic.EVENTS);
      SnapshotManifest manifest =
          export()
              .ofRunning(
                  directory,
                  () -> {
                    store.checkpoint();
                    applyOneMore(store);
                    store.flush();
                    return Optional.of(new SnapshotExport.Origin(AS, "ps1"));
                  })
              .orElseThrow();
      assertEquals(next, manifest.nextOffset(Topic.EVENTS));
      assertEquals(digest, manifest.digest(Topic.EVENTS));
    }
  }

  private static void applyOneMore(Store store) {
    Position position = store.position(Topic.EVENTS).orElseThrow();
    var record = FoldedRows.randomEvents(5, 1).getFirst();
    store.apply(
        Topic.EVENTS,
        List.of(
            new LogRecord(
                position.nextOffset(),
                record.leaderEpoch(),
                record.recordTimeMs(),
                record.key(),
                record.value())));
  }

  @Test
  void snapshotOfAStoppedStoreIsTheSameAndChangesNothing() throws IOException {
    StateDigest digest;
    try (Store store = running()) {
      digest = store.digest(Topic.EVENTS);
    }
    var before = DamagedFiles.state(directory);
    SnapshotManifest manifest = export().ofStopped(directory, Optional.empty());
    assertEquals(before, DamagedFiles.state(directory));
    assertEquals(digest, manifest.digest(Topic.EVENTS));
    assertEquals(AS, manifest.ia(), "the log names its owner");
    assertEquals(Optional.of("ps1"), manifest.replica());
    restore(root.resolve("other"), "ps1");
    assertTrue(verify(root.resolve("other")).isEqual());
  }

  @Test
  void storeAndSnapshotAreVerified() throws IOException {
    snapshot();
    VerificationResult ofStore = verify(directory);
    VerificationResult ofSnapshot = verify(target);
    assertEquals(Optional.empty(), ofStore.difference());
    assertEquals(Optional.empty(), ofSnapshot.difference());
    assertEquals(ofStore.rows(), ofSnapshot.rows());
    assertEquals(22, ofStore.rows().size());
  }

  @Test
  void verificationChangesNothing() throws IOException {
    snapshot();
    var store = DamagedFiles.state(directory);
    var snapshot = DamagedFiles.state(target);
    verify(directory);
    verify(target);
    assertEquals(store, DamagedFiles.state(directory));
    assertEquals(snapshot, DamagedFiles.state(target));
  }

  @Test
  void everyDamageOfASnapshotIsRefusedAndNothingIsLeft() throws IOException {
    snapshot();
    Path into = root.resolve("other");
    List<Path> files;
    try (Stream<Path> all = Files.walk(target)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertTrue(files.size() > 4, files.toString());
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      for (DamagedFiles.Damage damage :
          List.of(
              DamagedFiles.Damage.DELETED,
              DamagedFiles.Damage.CUT,
              DamagedFiles.Damage.FLIPPED,
              DamagedFiles.Damage.EMPTIED)) {
        damage.doTo(file);
        SnapshotException refused =
            assertThrows(SnapshotException.class, () -> restore(into, "ps2"), file + " " + damage);
        assertTrue(
            refused instanceof SnapshotException.Damaged
                || refused instanceof SnapshotException.NoSnapshot,
            refused.toString());
        assertEquals(List.of("snapshot-1", "store"), filesInRoot(), file + " " + damage);
        Files.write(file, content);
      }
    }
    Files.writeString(target.resolve("db/notes"), "of another program");
    assertTrue(
        assertThrows(SnapshotException.Damaged.class, () -> restore(into, "ps2"))
            .getMessage()
            .contains("the file db/notes does not belong to it"));
    Files.delete(target.resolve("db/notes"));
    restore(into, "ps2");
  }

  @Test
  void destinationMustNotExist() throws IOException {
    Files.createDirectory(target);
    try (Store store = running()) {
      assertThrows(SnapshotException.Exists.class, () -> snapshotOf(store));
    }
    assertThrows(
        SnapshotException.Exists.class, () -> export().ofStopped(directory, Optional.empty()));
  }

  @Test
  void directoryToRestoreIntoMustBeEmptyAndUnused() throws IOException {
    snapshot();
    assertThrows(StoreException.NotEmpty.class, () -> restore(directory, "ps1"));
    try (Store store = open(directory, "ps1")) {
      assertThrows(StoreException.InUse.class, () -> restore(directory, "ps1"));
      assertTrue(store.whole());
    }
    Path empty = Files.createDirectory(root.resolve("empty"));
    restore(empty, "ps1");
    assertTrue(verify(empty).isEqual());
  }

  @Test
  void copiedDirectoryIsRefusedUnderAnotherIdAndARestoredOneIsNot() throws IOException {
    snapshot();
    Path copy = root.resolve("copy");
    DamagedFiles.copyTree(directory, copy);
    StoreException.OtherReplica refused =
        assertThrows(StoreException.OtherReplica.class, () -> open(copy, "ps2"));
    assertTrue(refused.getMessage().contains("belongs to replica ps1"), refused.getMessage());
    open(copy, "ps1").close();
    Files.delete(copy.resolve("replica"));
    open(copy, "ps2").close();
    assertThrows(StoreException.OtherReplica.class, () -> open(copy, "ps1"));
  }

  @Test
  void damagedNameOfTheReplicaDoesNotStopAStart() throws IOException {
    running().close();
    Path named = directory.resolve("replica");
    DamagedFiles.flip(named, 1);
    try (Store store = open(directory, "ps1")) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
    }
    assertThrows(StoreException.OtherReplica.class, () -> open(directory, "ps2"));
  }

  @Test
  void secondSnapshotOfAStoreWaitsForTheFirst() throws IOException {
    try (Store store = running()) {
      SnapshotException.NotTaken refused =
          assertThrows(
              SnapshotException.NotTaken.class,
              () ->
                  export()
                      .ofRunning(
                          directory,
                          () -> {
                            target = root.resolve("snapshot-2");
                            snapshotOf(store);
                            return Optional.empty();
                          }));
      assertTrue(refused.getMessage().contains("another snapshot is being taken"));
      target = root.resolve("snapshot-3");
      snapshotOf(store);
    }
  }

  @Test
  void storeThatHasNotCaughtUpIsNotCopied() throws IOException {
    try (Store store = open(directory, "ps1")) {
      FoldedRows.applyRecordedLog(store);
      assertThrows(StoreException.NotWhole.class, () -> snapshotOf(store));
    }
    assertThrows(
        StoreException.NotWhole.class, () -> export().ofStopped(directory, Optional.empty()));
    assertFalse(Files.exists(target));
  }

  @Test
  void storeThatIsDamagedIsNotCopied() throws IOException {
    running().close();
    try (Stream<Path> files = Files.list(directory.resolve("db"))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".sst")).toList()) {
        DamagedFiles.flip(file, 3);
      }
    }
    assertThrows(
        SnapshotException.NotTaken.class, () -> export().ofStopped(directory, Optional.empty()));
    assertFalse(Files.exists(target));
    assertFalse(verify(directory).isEqual());
  }

  /** A process that is killed leaves a checkpoint and a partial folder, and the lock of neither. */
  @Test
  void whatAKilledProcessLeftIsCleared() throws IOException {
    try (Store store = running()) {
      Files.createDirectories(directory.resolve("snapshot"));
      store.checkpoint();
      Path partial = Files.createDirectories(root.resolve("snapshot-1.partial/db"));
      Files.writeString(partial.resolve("000001.sst"), "half");
      assertThrows(SnapshotException.NoSnapshot.class, () -> Snapshot.open(partial.getParent()));
      snapshotOf(store);
      assertEquals(List.of("snapshot-1", "store"), filesInRoot());
      store.checkpoint();
    }
    assertTrue(Files.exists(directory.resolve("snapshot/db")));
    open(directory, "ps1").close();
    assertFalse(Files.exists(directory.resolve("snapshot/db")), "cleared by the next start");
  }

  @Test
  void restoreThatWasKilledLeavesNoStore() throws IOException {
    snapshot();
    Path into = root.resolve("other");
    Path partial = Files.createDirectories(root.resolve("other.partial/db"));
    Files.writeString(partial.resolve("000001.sst"), "half");
    assertFalse(Files.exists(into));
    restore(into, "ps2");
    assertTrue(verify(into).isEqual());
    assertEquals(List.of("other", "snapshot-1", "store"), filesInRoot());
  }

  @Test
  void fullDiskLeavesNothing() throws Exception {
    snapshot();
    Path disk = Files.createDirectory(root.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString()) == 0,
        "this process may not mount a disk to fill");
    try {
      Path into = disk.resolve("store");
      SnapshotException.NotWritten refused =
          assertThrows(SnapshotException.NotWritten.class, () -> restore(into, "ps2"));
      assertTrue(refused.getMessage().contains("No space left"), refused.getMessage());
      try (Stream<Path> left = Files.list(disk)) {
        assertEquals(List.of(), left.toList());
      }
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue();
  }

  @Test
  void manifestIsReadOnlyAsItWasWritten() throws IOException {
    SnapshotManifest manifest = snapshot();
    byte[] written = manifest.encode();
    assertEquals(Optional.of(manifest), SnapshotManifest.decode(written));
    for (int i = 0; i < written.length; i++) {
      byte[] changed = written.clone();
      changed[i] ^= 1;
      int at = i;
      assertEquals(Optional.empty(), SnapshotManifest.decode(changed), () -> "byte " + at);
    }
    String text = new String(written, StandardCharsets.UTF_8);
    assertTrue(text.contains("\nas 1-11\n"), text);
    assertTrue(text.contains("\nbuild 0.1.0 (test)\n"), text);
    assertTrue(
        text.contains(
            "\ntopic events e %d %s\n"
                .formatted(
                    manifest.nextOffset(Topic.EVENTS), manifest.digest(Topic.EVENTS).sum().hex())),
        text);
  }
}
