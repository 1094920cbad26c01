package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.revocation;
import static org.waymark.store.Records.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.SegmentType;
import org.waymark.store.backing.Provenance;
import org.waymark.store.backing.Seal;
import org.waymark.store.row.Row;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;

/**
 * Tests every kind of damage to every file of a store. The store must be opened unchanged, or be
 * set aside and rebuilt. No damage may make the start fail, and none may silently change a row.
 */
@Timeout(300)
class StoreDamageTest {
  private static final LogIdentity LOG =
      new LogIdentity("c", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t", Topic.AUDIT, "a"));

  @TempDir Path folder;

  private final RecordedFaults faults = new RecordedFaults();
  private final Map<Topic, List<Row>> rows = new EnumMap<>(Topic.class);
  private int copies;

  private Store open(Path directory) {
    return Store.openRocks(directory, SETTINGS, faults);
  }

  private static long next(Store store, Topic topic) {
    return store.position(topic).map(Position::nextOffset).orElse(0L);
  }

  private static void apply(Store store, Topic topic, EventBody body) {
    store.apply(topic, List.of(record(next(store, topic), NOW_MS, body)));
  }

  private static void applySegment(Store store) {
    long offset = next(store, Topic.EVENTS);
    apply(
        store,
        Topic.EVENTS,
        of(SegmentType.UP, segment(NOW_S, 64, hop("1-1", 0, offset + 1), hop("1-11", 1, 0))));
  }

  /** Makes a store with rows of every kind, as a running replica leaves it. */
  private Path made() throws IOException {
    Path directory = folder.resolve("made");
    try (Store store = open(directory)) {
      store.requireLog(LOG);
      store.begin(ColdStart.FROM_ZERO);
      var trust = Network.of(NetworkTopology.tiny(), 7, new VirtualClock(NOW_MS)).trust();
      apply(store, Topic.TRUST, new EventBody.TrustEvent(TrustKind.ANCHOR, trust.trc(1).json()));
      apply(store, Topic.EVENTS, of(revocation("1-11", 1, NOW_S)));
      for (int i = 0; i < 100; i++) {
        applySegment(store);
      }
      store.caughtUp();
      applySegment(store);
      store.flush();
      remember(store);
    }
    assertEquals(1, rows.get(Topic.TRUST).size());
    assertEquals(103, rows.get(Topic.EVENTS).size());
    return directory;
  }

  private void remember(Store store) {
    try (ReadView view = store.view()) {
      for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
        rows.put(topic, view.rows(topic));
      }
    }
  }

  private Path copy(Path directory) throws IOException {
    Path copy = folder.resolve("copy" + ++copies);
    DamagedFiles.copyTree(directory, copy);
    return copy;
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(name -> !name.equals("lock"))
          .sorted()
          .toList();
    }
  }

  /** Opens a damaged store, twice. */
  private void assertIntactOrRebuilt(String what, Path directory) {
    try (Store store = open(directory)) {
      switch (store.provenance()) {
        case Provenance.Rebuilt rebuilt -> {
          assertEquals(0, next(store, Topic.EVENTS), what);
          assertTrue(Files.exists(directory.resolve("set-aside/why")), what);
          assertTrue(!rebuilt.why().isBlank() && !rebuilt.why().contains("Exception"), what);
          applySegment(store);
        }
        case Provenance.Resumed resumed -> assertRowsAreThoseThatWereThere(what, store);
        case Provenance.Fresh fresh -> throw new AssertionError(what + ": no damage was reported");
      }
      assertEquals(List.of(), faults.faults(), what);
    }
    try (Store store = open(directory)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance(), what);
    }
  }

  private void assertRowsAreThoseThatWereThere(String what, Store store) {
    try (ReadView view = store.view()) {
      rows.forEach((topic, there) -> assertEquals(there, view.rows(topic), what));
    }
  }

  @Test
  void everyDamageOfAnyFileIsHealed() throws IOException {
    Path made = made();
    for (String file : files(made)) {
      for (DamagedFiles.Damage damage : DamagedFiles.Damage.values()) {
        Path directory = copy(made);
        damage.doTo(directory.resolve(file));
        assertIntactOrRebuilt(file + " " + damage, directory);
        FileTree.delete(directory);
      }
    }
  }

  @Test
  void damageIsHealedAlsoWhereNoSealTellsOfIt() throws IOException {
    Path made = made();
    Files.delete(made.resolve("db.seal"));
    assertIntactOrRebuilt("no seal", copy(made));
    for (String file : files(made)) {
      for (DamagedFiles.Damage damage : DamagedFiles.Damage.values()) {
        Path directory = copy(made);
        damage.doTo(directory.resolve(file));
        assertIntactOrRebuilt("no seal, " + file + " " + damage, directory);
        FileTree.delete(directory);
      }
    }
  }

  @Test
  void foldersThatAreNoStoreAreHealed() throws IOException {
    Path made = made();
    Path stranger = copy(made);
    Files.writeString(stranger.resolve("db/notes.txt"), "of another program");
    assertIntactOrRebuilt("a stranger's file", stranger);

    Path empty = copy(made);
    FileTree.delete(empty.resolve("db"));
    Files.createDirectory(empty.resolve("db"));
    assertIntactOrRebuilt("an empty database", empty);

    Path others = copy(made);
    for (String file : files(others.resolve("db"))) {
      Files.delete(others.resolve("db").resolve(file));
    }
    Files.delete(others.resolve("db.seal"));
    Files.writeString(others.resolve("db/notes.txt"), "of another program");
    assertIntactOrRebuilt("a stranger's folder", others);

    Path file = copy(made);
    FileTree.delete(file.resolve("db"));
    Files.writeString(file.resolve("db"), "of another program");
    assertIntactOrRebuilt("a file in the place of the database", file);

    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    try (Store store = open(nothing)) {
      assertInstanceOf(Provenance.Fresh.class, store.provenance());
    }
  }

  @Test
  void storeOfAnotherReplicaIsUsedAndThatOfAnotherLogIsNot() throws IOException {
    Path copied = copy(made());
    try (Store store = open(copied)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      store.requireLog(LOG);
      LogIdentity ofAnotherAs =
          new LogIdentity("c", Map.of(Topic.EVENTS, "e2", Topic.TRUST, "t2", Topic.AUDIT, "a2"));
      assertThrows(StoreException.OtherLog.class, () -> store.requireLog(ofAnotherAs));
      assertRowsAreThoseThatWereThere("a copy", store);
    }
  }

  /** Tests bit rot after a crash between RocksDB's flush and the seal. */
  @Test
  void badBlockMetWhileOpeningIsNoFaultOfTheStoreThatIsBegun() throws IOException {
    Path made = made();
    byte[] seal = Files.readAllBytes(made.resolve("db.seal"));
    try (Store store = open(made)) {
      applySegment(store);
      store.flush();
      store.kill();
    }
    Files.write(made.resolve("db.seal"), seal);
    var sealed = Seal.decode(seal).orElseThrow().files().keySet();
    int damaged = 0;
    for (String file : files(made)) {
      if (file.endsWith(".sst") && !sealed.contains(file.substring("db/".length()))) {
        DamagedFiles.flip(made.resolve(file), 3);
        damaged++;
      }
    }
    assertTrue(damaged > 0, "a table that no seal names");
    try (Store store = open(made)) {
      assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
      assertEquals(List.of(), faults.faults());
      assertTrue(!store.failure().isDone());
    }
  }

  @Test
  void faultOfOneStoreIsNotThatOfTheOneBesideIt() throws IOException {
    Path made = made();
    try (Store old = open(made);
        Store next = old.openBeside()) {
      for (String file : files(made)) {
        if (file.startsWith("db/") && file.endsWith(".sst")) {
          DamagedFiles.flip(made.resolve(file), 3);
        }
      }
      try (ReadView view = old.view()) {
        assertThrows(StoreException.Unavailable.class, () -> view.rows(Topic.EVENTS));
        assertThrows(StoreException.Unavailable.class, () -> view.rows(Topic.EVENTS));
      }
      assertTrue(old.failure().join().damaged());
      assertTrue(!next.failure().isDone());
      assertEquals(1, faults.faults().size(), "told once");
      old.kill();
    }
  }

  @Test
  void toolsRefuseADamagedStoreAndLeaveItAsItIs() throws IOException {
    Path made = made();
    List<String> tried = new ArrayList<>();
    for (String file : files(made)) {
      Path directory = copy(made);
      Files.delete(directory.resolve(file));
      Map<String, String> before = DamagedFiles.state(directory);
      try (Store store = Store.openExisting(directory, SETTINGS, faults).orElseThrow()) {
        assertRowsAreThoseThatWereThere(file, store);
      } catch (StoreException.Unusable refused) {
        tried.add(file);
      }
      assertEquals(before, DamagedFiles.state(directory), file);
      FileTree.delete(directory);
    }
    assertTrue(tried.size() > 2, tried.toString());
  }
}
