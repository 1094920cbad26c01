package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FileTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.segment.TreeTtls;
import org.waymark.store.backing.Provenance;
import org.waymark.store.backing.Seal;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/** Tests the kinds of damage to its directory that a store survives. */
public class RocksStoreTest {
  private static final SegmentQuery TO_11 =
      new SegmentQuery(SegmentType.UP, IsdAs.NONE, ia("1-11"));

  @TempDir Path directory;

  public static Store open(Path directory) {
    return Store.openRocks(
        directory,
        SETTINGS,
        (what, cause) -> {
          throw new AssertionError(what, cause);
        });
  }

  /** Applies one more segment than before, at the next offset. */
  private static void applyNext(Store store) {
    long offset = store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
    store.apply(
        Topic.EVENTS,
        List.of(
            record(
                offset,
                NOW_MS,
                of(
                    SegmentType.UP,
                    segment(NOW_S, 64, hop("1-1", 0, offset + 1), hop("1-11", 1, 0))))));
  }

  private static long nextOffset(Store store) {
    return store.position(Topic.EVENTS).orElseThrow().nextOffset();
  }

  private static void assertConsistent(Store store) {
    try (ReadView view = store.view()) {
      assertEquals(view.digest(Topic.EVENTS), view.recomputeDigest(Topic.EVENTS));
      assertEquals(nextOffset(store), view.digest(Topic.EVENTS).rows());
    }
  }

  private Path database() {
    return directory.resolve("db");
  }

  private List<Path> files(String pattern) throws IOException {
    try (var files = Files.newDirectoryStream(database(), pattern)) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      found.sort(Comparator.naturalOrder());
      return found;
    }
  }

  /** Applies, flushes, applies more, and crashes, which loses the second part. */
  private void fillAndCrash() {
    try (Store store = open(directory)) {
      applyNext(store);
      applyNext(store);
      store.flush();
      applyNext(store);
      store.kill();
    }
  }

  @Test
  void goesOnWhereItWasClosed() {
    StateDigest digest;
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Fresh.class, store.provenance());
      applyNext(store);
      applyNext(store);
      digest = store.digest(Topic.EVENTS);
    }
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      assertEquals(digest, store.digest(Topic.EVENTS));
      assertTrue(store.complete());
      applyNext(store);
      assertConsistent(store);
    }
  }

  @Test
  void goesBackAsAWholeToWhatWasFlushed() {
    fillAndCrash();
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      assertEquals(2, nextOffset(store));
      assertConsistent(store);
    }
  }

  @Test
  void aCrashBeforeTheFirstFlushLeavesAnEmptyStore() {
    try (Store store = open(directory)) {
      applyNext(store);
      store.kill();
    }
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Fresh.class, store.provenance());
      assertTrue(store.position(Topic.EVENTS).isEmpty());
    }
  }

  @Test
  void mayBeAheadOfItsSeal() throws IOException {
    try (Store store = open(directory)) {
      applyNext(store);
    }
    byte[] seal = Files.readAllBytes(directory.resolve("db.seal"));
    try (Store store = open(directory)) {
      applyNext(store);
    }
    Files.write(directory.resolve("db.seal"), seal);
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      assertEquals(2, nextOffset(store));
    }
  }

  @Test
  void isRebuiltWhenItIsBehindItsSeal() throws IOException {
    try (Store store = open(directory)) {
      applyNext(store);
    }
    Path copy = directory.resolve("copy");
    DamagedFiles.copyTree(database(), copy);
    try (Store store = open(directory)) {
      applyNext(store);
    }
    FileTree.delete(database());
    Files.move(copy, database());
    assertRebuilt("offset 1");
  }

  @Test
  void isRebuiltWhenItsDigestIsNotTheSealedOne() throws IOException {
    try (Store store = open(directory)) {
      applyNext(store);
    }
    byte[] seal = Files.readAllBytes(directory.resolve("db.seal"));
    FileTree.delete(database());
    Files.delete(directory.resolve("db.seal"));
    try (Store store = open(directory)) {
      store.apply(Topic.EVENTS, List.of(record(0, NOW_MS, new byte[0])));
    }
    // Both have files with the same names; the content of the files must not decide this case.
    Seal other = Seal.decode(seal).orElseThrow();
    Files.write(
        directory.resolve("db.seal"), new Seal(other.positions(), new TreeMap<>()).encode());
    assertRebuilt("digest");
  }

  @Test
  void isRebuiltWhenTheManifestIsCut() throws IOException {
    fillAndCrash();
    Path manifest = files("MANIFEST*").getLast();
    Seal seal = Seal.decode(Files.readAllBytes(directory.resolve("db.seal"))).orElseThrow();
    // RocksDB itself checks everything that it appended after the seal, as in a compaction.
    long sealedBytes = seal.files().get(manifest.getFileName().toString()).size();
    DamagedFiles.cut(manifest, sealedBytes - 20);
    assertRebuilt(manifest.getFileName() + " differs from the one that was sealed");
  }

  @Test
  void isRebuiltWhenABlockIsDamaged() throws IOException {
    fillAndCrash();
    DamagedFiles.flip(files("*.sst").getFirst(), 3);
    assertRebuilt(".sst");
  }

  @Test
  void isRebuiltWhenATableIsMissing() throws IOException {
    fillAndCrash();
    Files.delete(files("*.sst").getFirst());
    assertRebuilt("");
  }

  @Test
  void isRebuiltWhicheverTableIsMissingOrIsAnotherOne() throws IOException {
    for (int stop = 0; stop < 3; stop++) {
      try (Store store = open(directory)) {
        applyNext(store);
      }
    }
    List<Path> tables = files("*.sst");
    for (int i = 0; i < tables.size(); i++) {
      Path table = tables.get(i);
      assertRebuiltOnCopy(
          "copy-" + i, copy -> Files.delete(copy.resolve("db").resolve(table.getFileName())));
      Path other = tables.get((i + 1) % tables.size());
      if (Files.size(other) != Files.size(table)) {
        assertRebuiltOnCopy(
            "other-" + i,
            copy -> {
              Files.delete(copy.resolve("db.seal"));
              Files.write(
                  copy.resolve("db").resolve(table.getFileName()), Files.readAllBytes(other));
            });
      }
    }
  }

  private interface Change {
    void of(Path store) throws IOException;
  }

  private void assertRebuiltOnCopy(String name, Change damage) throws IOException {
    Path copy = directory.resolveSibling(directory.getFileName() + "-" + name);
    DamagedFiles.copyTree(directory, copy);
    damage.of(copy);
    try (Store store = open(copy)) {
      assertInstanceOf(Provenance.Rebuilt.class, store.provenance(), name);
    }
    FileTree.delete(copy);
  }

  @Test
  void isRebuiltWhenCurrentIsGone() throws IOException {
    fillAndCrash();
    Files.delete(database().resolve("CURRENT"));
    assertRebuilt("");
  }

  @Test
  void isRebuiltWhenTheSealIsDamaged() throws IOException {
    fillAndCrash();
    DamagedFiles.flip(directory.resolve("db.seal"), 40);
    assertRebuilt("seal is damaged");
  }

  @Test
  void isRebuiltWhenTheDatabaseIsGoneButItsSealIsThere() throws IOException {
    fillAndCrash();
    FileTree.delete(database());
    assertRebuilt("database is missing");
  }

  @Test
  void isRebuiltForAnotherApplyVersion() {
    fillAndCrash();
    ApplySettings other =
        new ApplySettings(
            SETTINGS.aheadMs(), TreeTtls.DEFAULT, SETTINGS.limits(), SETTINGS.eventSchema());
    try (Store store = Store.openRocks(directory, other, (what, cause) -> {})) {
      assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
      assertTrue(store.position(Topic.EVENTS).isEmpty());
    }
  }

  private void assertRebuilt(String why) throws IOException {
    try (Store store = open(directory)) {
      Provenance.Rebuilt rebuilt = assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
      assertTrue(rebuilt.why().contains(why), rebuilt.why());
      assertTrue(store.position(Topic.EVENTS).isEmpty());
      applyNext(store);
    }
    assertTrue(Files.exists(directory.resolve("set-aside").resolve("why")));
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      assertEquals(1, nextOffset(store));
    }
  }

  @Test
  void keepsOnlyTheNewestSetAside() throws IOException {
    for (int i = 0; i < 3; i++) {
      fillAndCrash();
      Files.writeString(database().resolve("round"), String.valueOf(i));
      DamagedFiles.flip(directory.resolve("db.seal"), 40);
      assertRebuilt("seal is damaged");
    }
    assertEquals("2", Files.readString(directory.resolve("set-aside/db/round")));
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(
          List.of("building", "db", "db.seal", "lock", "set-aside"),
          all.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void finishesSettingAsideThatACrashInterrupted() throws IOException {
    fillAndCrash();
    // The database was marked and moved, but the seal is still there.
    Files.writeString(directory.resolve("damaged"), "a reason");
    Files.createDirectories(directory.resolve("set-aside"));
    Files.move(database(), directory.resolve("set-aside/db"));
    assertRebuilt("a reason");
    assertFalse(Files.exists(directory.resolve("damaged")));
    assertTrue(Files.exists(directory.resolve("set-aside/db/CURRENT")));
    assertTrue(Files.exists(directory.resolve("set-aside/db.seal")));
  }

  @Test
  void aDamagedBlockMetByAReaderIsUnavailableNeverEmpty() throws IOException {
    List<Throwable> faults = new ArrayList<>();
    try (Store store = Store.openRocks(directory, SETTINGS, (what, cause) -> faults.add(cause))) {
      applyNext(store);
      store.flush();
      for (Path table : files("*.sst")) {
        DamagedFiles.flip(table, 3);
      }
      try (ReadView view = store.view()) {
        assertThrows(StoreException.Unavailable.class, () -> view.segments(TO_11, NOW_MS, 5));
      }
      assertFalse(faults.isEmpty());
      store.kill();
    }
    assertRebuilt("");
  }

  @Test
  void oneDirectoryHasOneOwner() {
    try (Store store = open(directory)) {
      StoreException.InUse inUse = assertThrows(StoreException.InUse.class, () -> open(directory));
      assertTrue(inUse.getMessage().contains(directory.toString()));
      applyNext(store);
    }
    open(directory).close();
  }

  @Test
  void aPlaceThatIsNoDirectoryIsUnreadable() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    StoreException.Unreadable unreadable =
        assertThrows(StoreException.Unreadable.class, () -> open(file));
    assertTrue(unreadable.getMessage().contains(file.toString()));
  }

  @Test
  void refusesAnotherLogAndNamesTheFix() {
    LogIdentity mine = identity("cluster-1", "topic-1");
    try (Store store = open(directory)) {
      store.requireLog(mine);
      applyNext(store);
    }
    try (Store store = open(directory)) {
      store.requireLog(mine);
      for (LogIdentity other :
          List.of(identity("cluster-2", "topic-1"), identity("cluster-1", "topic-2"))) {
        StoreException.OtherLog refusal =
            assertThrows(StoreException.OtherLog.class, () -> store.requireLog(other));
        assertTrue(
            refusal.getMessage().contains("waymark log reseed --config FILE"),
            refusal.getMessage());
      }
    }
  }

  private static LogIdentity identity(String cluster, String events) {
    return new LogIdentity(
        cluster, Map.of(Topic.EVENTS, events, Topic.TRUST, "t", Topic.AUDIT, "a"));
  }

  @Test
  void viewsOfAClosedStoreAnswerClosed() {
    Store store = open(directory);
    applyNext(store);
    ReadView view = store.view();
    assertEquals(1, view.segments(TO_11, NOW_MS, 5).size());
    store.close();
    assertThrows(StoreException.Closed.class, () -> view.rows(Topic.EVENTS));
    view.close();
    assertThrows(StoreException.Closed.class, store::view);
    assertThrows(StoreException.class, store::flush);
    store.close();
  }

  @Test
  void aViewStaysAsItWas() {
    try (Store store = open(directory)) {
      applyNext(store);
      try (ReadView before = store.view()) {
        assertEquals(1, before.segments(TO_11, NOW_MS, 5).size());
        applyNext(store);
        store.flush();
        try (ReadView after = store.view()) {
          assertEquals(2, after.segments(TO_11, NOW_MS, 5).size());
        }
        assertEquals(1, before.segments(TO_11, NOW_MS, 5).size());
        assertEquals(1, before.digest(Topic.EVENTS).rows());
      }
    }
  }
}
