package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.backing.Provenance;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.Snapshot;
import org.waymark.store.snapshot.SnapshotException;
import org.waymark.store.snapshot.SnapshotFit;
import org.waymark.store.snapshot.SnapshotManifest;
import org.waymark.store.snapshot.SnapshotRestore;
import org.waymark.store.verify.StoreVerification;
import org.waymark.store.view.ReadView;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * This build opens what every earlier build wrote, or says clearly why it rebuilds it: stores and
 * snapshots, and all kinds of records.
 */
class GoldenFormatsTest {
  private static final String WRITE = "waymark.write-golden";
  private static final long MAX_BYTES = 200_000;

  /** The kinds of records of the first version; later versions have at least these. */
  private static final Set<Class<?>> KINDS =
      Set.of(
          EventBody.SegmentEvent.class,
          EventBody.RevocationEvent.class,
          EventBody.InterfaceDownEvent.class,
          EventBody.BlockEvent.class,
          EventBody.TickEvent.class,
          EventBody.LogOwner.class,
          EventBody.TrustEvent.class);

  private static final FaultHandler FAULTS =
      (what, cause) -> {
        throw new AssertionError(what, cause);
      };

  @TempDir Path root;

  static List<Path> stores() {
    return GoldenFiles.stores();
  }

  static List<Path> logs() {
    return GoldenFiles.logs();
  }

  private static boolean isOfTheseRules(SnapshotManifest manifest) {
    return manifest.applyVersion().equals(FoldedRows.settings().applyVersion());
  }

  @ParameterizedTest
  @MethodSource("stores")
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void storeIsResumedOrRebuiltForAReason(Path zip) throws IOException {
    Snapshot snapshot = Snapshot.open(GoldenFiles.unpack(zip, root.resolve("snapshot")));
    SnapshotManifest manifest = snapshot.manifest();
    Path directory = root.resolve("store");
    SnapshotRestore.into(directory, snapshot, Optional.of("replica-2"), (done, total) -> {});
    try (Store store = Store.openReplica(directory, "replica-2", FoldedRows.settings(), FAULTS)) {
      if (isOfTheseRules(manifest)) {
        assertInstanceOf(Provenance.Resumed.class, store.provenance());
        store.requireLog(FoldedRows.LOG);
        for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
          assertEquals(manifest.digest(topic), store.digest(topic));
          assertEquals(
              manifest.nextOffset(topic), store.position(topic).orElseThrow().nextOffset());
        }
      } else {
        Provenance.Rebuilt rebuilt = assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
        assertTrue(rebuilt.why().contains("apply version"), rebuilt.why());
      }
    }
  }

  /** {@return the store of this build, as a replica finds it after a stop} */
  private Path storeOfThisBuild() throws IOException {
    Path zip = stores().stream().filter(GoldenFiles::isOfThisBuild).findFirst().orElseThrow();
    Snapshot snapshot = Snapshot.open(GoldenFiles.unpack(zip, root.resolve("snapshot")));
    Path directory = root.resolve("store");
    SnapshotRestore.into(directory, snapshot, Optional.of("replica-2"), (done, total) -> {});
    return directory;
  }

  @Test
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void everyPastStateIsReadFromTheStoreOfThisBuild() throws IOException {
    List<RecordedFold.Step> steps =
        RecordedFold.read().stream().filter(step -> step.topic() == Topic.EVENTS).toList();
    try (Store store =
            Store.openReplica(storeOfThisBuild(), "replica-2", FoldedRows.settings(), FAULTS);
        HistoryView history = store.history()) {
      assertEquals(steps.size(), history.next());
      for (RecordedFold.Step step : steps) {
        long next = step.record().offset() + 1;
        ReadView past = history.asOf(next, Long.MAX_VALUE);
        assertEquals(
            step.digest(), past.recomputeDigest(Topic.EVENTS).sum().hex(), "before " + next);
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void storeOfThisBuildContinuesWithTheLog() throws IOException {
    Path directory = storeOfThisBuild();
    StateDigest continued;
    try (Store store = Store.openReplica(directory, "replica-2", FoldedRows.settings(), FAULTS)) {
      assertInstanceOf(Provenance.Resumed.class, store.provenance());
      store.requireLog(FoldedRows.LOG);
      store.apply(Topic.EVENTS, laterRecords());
      store.caughtUp();
      continued = store.digest(Topic.EVENTS);
    }
    try (Store fromZero = Store.inMemory(FoldedRows.settings())) {
      FoldedRows.applyRecordedLog(fromZero);
      assertNotEquals(fromZero.digest(Topic.EVENTS), continued);
      fromZero.apply(Topic.EVENTS, laterRecords());
      assertEquals(fromZero.digest(Topic.EVENTS), continued);
    }
    try (StoreVerification verification =
        StoreVerification.open(directory, FoldedRows.settings()).orElseThrow()) {
      assertEquals(
          Optional.empty(),
          verification.run((done, total) -> {}, (done, total) -> {}).difference());
    }
  }

  /** {@return records that follow the recorded ones} */
  private static List<LogRecord> laterRecords() throws IOException {
    LogRecord last =
        RecordedFold.read().stream()
            .filter(step -> step.topic() == Topic.EVENTS)
            .toList()
            .getLast()
            .record();
    SmallWorldRandom records = new SmallWorldRandom(new SmallWorldEvents(), new Random(1));
    return LongStream.rangeClosed(1, 60)
        .mapToObj(
            i -> {
              long timeMs = last.recordTimeMs() + i * 1_000;
              return SmallWorldEvents.record(last.offset() + i, timeMs, records.valueAt(timeMs));
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("stores")
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void snapshotFitsOrIsRefusedWithItsApplyVersion(Path zip) throws IOException {
    Snapshot snapshot = Snapshot.open(GoldenFiles.unpack(zip, root.resolve("snapshot")));
    SnapshotFit fit = new SnapshotFit(snapshot);
    if (isOfTheseRules(snapshot.manifest())) {
      fit.requireApplyVersion(Optional.of(FoldedRows.settings()));
    } else {
      SnapshotException.Unfit unfit =
          assertThrows(
              SnapshotException.Unfit.class,
              () -> fit.requireApplyVersion(Optional.of(FoldedRows.settings())));
      assertEquals(SnapshotException.Unfit.Why.OTHER_APPLY_VERSION, unfit.why());
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void rowsOfASnapshotAreVerifiedOrRefused(Path zip) throws IOException {
    Path folder = GoldenFiles.unpack(zip, root.resolve("snapshot"));
    int number = Snapshot.open(folder).manifest().applyVersion().number();
    try (StoreVerification verification =
        StoreVerification.open(folder, FoldedRows.settings()).orElseThrow()) {
      if (number == ApplyVersion.CURRENT_NUMBER) {
        assertEquals(
            Optional.empty(),
            verification.run((done, total) -> {}, (done, total) -> {}).difference());
      } else {
        assertThrows(
            StoreException.Unusable.class,
            () -> verification.run((done, total) -> {}, (done, total) -> {}));
      }
    }
  }

  /** Old records are applied by new rules; none of a known kind becomes unreadable. */
  @ParameterizedTest
  @MethodSource("logs")
  void everyKindOfRecordIsStillRead(Path file) throws IOException {
    EventCodec codec = new EventCodec(FoldedRows.settings().limits());
    Set<Class<?>> read = new HashSet<>();
    List<RecordedFold.Step> steps = RecordedFold.read(file);
    for (RecordedFold.Step step : steps) {
      if (codec.decode(step.record().value()) instanceof Decoded.Accepted<Event>(Event event)) {
        read.add(event.body().getClass());
      }
    }
    assertTrue(read.containsAll(KINDS), read.toString());
    int[] applied = {0};
    RecordedFold.fold(steps, (step, effect) -> applied[0]++);
    assertEquals(steps.size(), applied[0]);
  }

  @Test
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void thisBuildIsAmongThem() {
    assertTrue(
        logs().stream()
            .anyMatch(file -> file.endsWith("fold-" + ApplyVersion.CURRENT_NUMBER + ".txt")),
        "record the log of this build with " + RecordedFold.RECORD_COMMAND);
    assertTrue(
        stores().stream().anyMatch(GoldenFiles::isOfThisBuild),
        () ->
            "there is no store of apply version "
                + ApplyVersion.CURRENT_NUMBER
                + ": write it with mvn -pl modules/store -am test"
                + " -Dtest=GoldenFormatsTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=src/test/resources, keep the others, and describe it in golden/README.md");
  }

  /** Writes the resource, if the property asks for it. */
  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void write() throws IOException {
    Path resources = Path.of(System.getProperty(WRITE));
    GoldenFiles.write(resources, root);
    assertTrue(Files.size(GoldenFiles.storeOfThisBuild(resources)) < MAX_BYTES);
  }
}
