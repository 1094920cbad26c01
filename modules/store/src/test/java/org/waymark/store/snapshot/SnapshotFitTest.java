package org.waymark.store.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.log.memory.LogConnection;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.snapshot.SnapshotException.Unfit;
import org.waymark.store.snapshot.SnapshotException.Unfit.Why;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/** A snapshot is compared with the AS, the settings and the log of a replica. */
class SnapshotFitTest {
  private static final IsdAs AS = IsdAs.parse("1-11");
  private static final int RECORDS = 4;

  @TempDir Path root;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final InMemoryEventLog log = new InMemoryEventLog("log", clock);
  private SnapshotFit fit;

  @BeforeEach
  void takeSnapshot() {
    append(log, RECORDS);
    Path directory = root.resolve("store");
    try (Store store =
        Store.openReplica(
            directory,
            "ps1",
            ApplySettings.DEFAULT,
            (what, cause) -> {
              throw new AssertionError(what, cause);
            })) {
      store.requireLog(log.identity());
      log.readToEnd(
          Topic.EVENTS,
          log.identity().at(Topic.EVENTS, 0),
          records -> store.apply(Topic.EVENTS, records));
      store.caughtUp();
    }
    Path target = root.resolve("snapshot");
    new SnapshotExport(target, "test", (done, total) -> {}).ofStopped(directory, Optional.of(AS));
    fit = new SnapshotFit(Snapshot.open(target));
  }

  private void append(InMemoryEventLog into, int records) {
    for (int i = 0; i < records; i++) {
      EventBody tick = new EventBody.TickEvent(clock.wallMs());
      into.append(
              Topic.EVENTS,
              new Entry(RecordKeys.tick(), tick.kind(), EventCodec.encode(Event.own("ps1", tick))))
          .join();
      clock.advanceMs(1_000);
    }
  }

  private static void assertUnfit(Why why, String words, Executable check) {
    Unfit unfit = assertThrows(Unfit.class, check);
    assertEquals(why, unfit.why());
    assertTrue(unfit.getMessage().contains(words), unfit.getMessage());
  }

  @Test
  void logThatContinuesTheSnapshotFits() {
    fit.requireAs(AS);
    fit.requireApplyVersion(Optional.of(ApplySettings.DEFAULT));
    fit.requireApplyVersion(Optional.empty());
    fit.requireLog(log);
    append(log, 2);
    fit.requireLog(log);
    log.faults().trim(Topic.EVENTS, RECORDS - 1);
    fit.requireLog(log);
  }

  @Test
  void snapshotOfAnotherAsIsRefused() {
    assertUnfit(
        Why.OTHER_AS,
        "belongs to AS 1-11, but the replica serves AS 1-12",
        () -> fit.requireAs(IsdAs.parse("1-12")));
  }

  @Test
  void snapshotWithAnotherApplyVersionIsRefusedBecauseARebuildIsCheap() {
    ApplySettings normal = ApplySettings.DEFAULT;
    ApplySettings other =
        new ApplySettings(
            normal.aheadMs() + 1_000, normal.treeTtls(), normal.limits(), normal.eventSchema());
    assertUnfit(
        Why.OTHER_APPLY_VERSION,
        "Start the replica without a snapshot: it builds its store from the log",
        () -> fit.requireApplyVersion(Optional.of(other)));
  }

  @Test
  void snapshotOfAnotherClusterIsRefused() {
    InMemoryEventLog other = new InMemoryEventLog("another", clock);
    append(other, RECORDS);
    assertUnfit(Why.OTHER_CLUSTER, "the log is in cluster", () -> fit.requireLog(other));
  }

  @Test
  void snapshotOfATopicThatWasRecreatedIsRefused() {
    log.faults().delete(Topic.EVENTS);
    log.faults().makeAgain(Topic.EVENTS);
    append(log, RECORDS);
    try (LogConnection opened = LogConnection.open(log)) {
      assertUnfit(Why.OTHER_TOPIC, "it was recreated", () -> fit.requireLog(opened));
    }
  }

  @Test
  void snapshotThatEndsBeforeTheLogBeginsIsRefused() {
    append(log, 3);
    log.faults().trim(Topic.EVENTS, RECORDS + 1);
    assertUnfit(
        Why.BEFORE_LOG,
        "ends at offset 4 of events, but retention has deleted the records before offset 5",
        () -> fit.requireLog(log));
  }

  @Test
  void snapshotThatEndsAfterTheLogIsRefused() {
    log.faults().truncate(Topic.EVENTS, RECORDS - 1);
    assertUnfit(
        Why.BEYOND_LOG,
        "ends at offset 4 of events, but the log ends at offset 3",
        () -> fit.requireLog(log));
  }

  @Test
  void snapshotOfOtherRecordsIsRefused() {
    log.faults().truncate(Topic.EVENTS, RECORDS - 1);
    clock.advanceMs(60_000);
    append(log, 3);
    assertUnfit(Why.OTHER_RECORDS, "does not match the log", () -> fit.requireLog(log));
  }
}
