package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.revocation;
import static org.waymark.store.Records.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.StoreException;
import org.waymark.wire.event.EventBody;

/** The log: a segment at 0, a revocation that kills it at 1, and another segment at 2. */
class ReplayStoreTest {
  private static final String NOTE = "what was replayed";
  private static final FaultHandler FAULTS =
      (what, cause) -> {
        throw new AssertionError(what, cause);
      };
  private static final long KILLED_AT = 1;

  @TempDir Path root;

  private static LogRecord path(long offset, long interfaceId) {
    return record(
        offset,
        NOW_MS,
        of(
            SegmentType.UP,
            segment(
                NOW_S,
                64,
                revocableHop("1-1", 0, interfaceId, NOW_S),
                revocableHop("1-11", 1, 0, NOW_S))));
  }

  private static List<LogRecord> records() {
    return List.of(path(0, 1), record(1, NOW_MS, of(revocation("1-1", 1, NOW_S))), path(2, 2));
  }

  private Path folder() {
    return root.resolve("replay");
  }

  private Store replay() {
    return Store.openReplay(folder(), NOTE, SETTINGS, FAULTS);
  }

  @Test
  void recordThatIsLeftOutHasNoEffectAndKeepsItsOffset() {
    try (Store without = replay();
        Store as = Store.inMemory(SETTINGS)) {
      List<Applied> effects =
          without.replay(without.prepare(Topic.EVENTS, records()), Set.of(KILLED_AT)::contains);
      // A tick that changes nothing stands for the revocation that never was.
      as.apply(
          Topic.EVENTS,
          List.of(
              records().getFirst(),
              record(1, NOW_MS, new EventBody.TickEvent(0)),
              records().getLast()));
      try (HistoryView history = without.history()) {
        assertAll(
            () -> assertEquals(new Applied.LeftOut(1), effects.get(1)),
            () -> assertEquals(as.digest(Topic.EVENTS), without.digest(Topic.EVENTS)),
            () -> assertEquals(2, without.digest(Topic.EVENTS).rows()),
            () -> assertEquals(3, history.next()),
            () ->
                assertEquals(
                    RecordSummary.Effect.LEFT_OUT, history.record(1).orElseThrow().effect()),
            () -> assertEquals(NOW_MS, history.record(1).orElseThrow().recordTimeMs()),
            () -> assertEquals(List.of(), history.killedBy(1)));
      }
    }
  }

  @Test
  void replayIsRefusedByReplicasAndReadByItsNote() {
    try (Store store = replay()) {
      store.apply(Topic.EVENTS, records());
    }
    assertAll(
        () ->
            assertThrows(
                StoreException.Replayed.class, () -> Store.openRocks(folder(), SETTINGS, FAULTS)),
        () ->
            assertThrows(
                StoreException.Replayed.class,
                () -> Store.openExisting(folder(), SETTINGS, FAULTS)));
    try (Store read = Store.openExisting(folder(), FAULTS).orElseThrow()) {
      assertEquals(Optional.of(NOTE), read.replayNote());
      assertEquals(3, read.position(Topic.EVENTS).orElseThrow().nextOffset());
    }
  }

  /** A replay that was killed before it wrote a row must not become the store of a replica. */
  @Test
  void replayIsMarkedBeforeItsFirstRecord() {
    replay().kill();
    assertThrows(StoreException.Replayed.class, () -> Store.openRocks(folder(), SETTINGS, FAULTS));
  }

  @Test
  void damagedReplayIsRefusedWithWhatToDo() throws IOException {
    try (Store store = replay()) {
      store.apply(Topic.EVENTS, records());
    }
    Files.delete(folder().resolve("db").resolve("CURRENT"));
    StoreException.Unusable refusal =
        assertThrows(StoreException.Unusable.class, () -> Store.openExisting(folder(), FAULTS));
    assertTrue(
        refusal.getMessage().endsWith("Replay the log again, into another directory"),
        refusal::getMessage);
  }

  @Test
  void onlyAnEmptyDirectoryIsFilled() throws IOException {
    Files.createDirectory(folder());
    replay().close();
    assertThrows(StoreException.NotEmpty.class, this::replay);
    Path file = Files.createFile(root.resolve("file"));
    assertThrows(
        StoreException.NotEmpty.class, () -> Store.openReplay(file, NOTE, SETTINGS, FAULTS));
    Path other = Files.createDirectory(root.resolve("other"));
    Files.createFile(other.resolve("mine"));
    assertThrows(
        StoreException.NotEmpty.class, () -> Store.openReplay(other, NOTE, SETTINGS, FAULTS));
    try (var left = Files.list(other)) {
      assertEquals(List.of(other.resolve("mine")), left.toList());
    }
  }

  @Test
  void replicaLeavesNoRecordOut() {
    try (Store store = Store.openRocks(folder(), SETTINGS, FAULTS)) {
      assertEquals(Optional.empty(), store.replayNote());
      assertThrows(
          IllegalStateException.class,
          () -> store.replay(store.prepare(Topic.EVENTS, records()), Set.of(KILLED_AT)::contains));
    }
  }
}
