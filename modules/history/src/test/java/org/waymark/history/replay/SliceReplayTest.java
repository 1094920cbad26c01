package org.waymark.history.replay;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.history.LogRange;
import org.waymark.history.RandomHistory;
import org.waymark.history.UnknownPastException;
import org.waymark.history.slice.SliceException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.row.StateDigest;

/** Replays slices of a log of random records, and compares them with replays of the log. */
class SliceReplayTest {
  private static final int RECORDS = 900;
  private static final long SEED = 23;
  private static final FaultHandler FAULTS =
      (what, cause) -> {
        throw new AssertionError(what, cause);
      };

  @TempDir Path root;
  private int folders;

  private static List<LogRecord> records;
  private static LogReplaySource log;
  private static long nowMs;

  @BeforeAll
  static void append() {
    records = RandomHistory.records(SEED, RECORDS);
    nowMs = RecordedLog.latestMs(records);
    log = new LogReplaySource(RecordedLog.of("sliced", records), new TopicNames("sliced"), nowMs);
  }

  private Path exported(ReplaySource source, LogRange range) {
    Path file = root.resolve("slice-" + folders++);
    try (OutputStream out = Files.newOutputStream(file)) {
      assertTrue(SliceExport.write(source, range, out, written -> true));
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static LogRange range(ReplaySource source, Object from, Object to) {
    return source.range(Optional.of(from.toString()), Optional.of(to.toString()));
  }

  private static LogRange whole(ReplaySource source) {
    return source.range(Optional.empty(), Optional.empty());
  }

  private ReplayedStore replay(ReplaySource source, LogRange range) {
    Path folder = root.resolve("replay-" + folders++);
    assertTrue(
        new Replay(source, range, ReplayChanges.NONE)
            .into(
                folder,
                RandomHistory.settings(),
                FAULTS,
                new Replay.Course(ReplayPace.MAX, new ReplayClock(), time -> true, next -> true)));
    return ReplayedStore.open(folder, FAULTS).orElseThrow();
  }

  @Test
  void sliceOfAnyRangeIsReplayedAndExportedLikeTheLog() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 6; i++) {
      int from = random.nextInt(RECORDS);
      int to = from + random.nextInt(RECORDS - from + 1);
      LogRange range = range(log, from, to);
      Path file = exported(log, range);
      SliceReplaySource slice = new SliceReplaySource(file);
      assertEquals(range, whole(slice));
      assertArrayEquals(
          Files.readAllBytes(file), Files.readAllBytes(exported(slice, whole(slice))));
      try (ReplayedStore ofLog = replay(log, range);
          ReplayedStore ofSlice = replay(slice, whole(slice))) {
        StateDigest expected = ofLog.digest(Topic.EVENTS);
        assertAll(
            "offsets " + from + " to " + to,
            () -> assertEquals(expected, ofSlice.digest(Topic.EVENTS)),
            () -> assertEquals(ofLog.knownFrom(), ofSlice.knownFrom()),
            () -> assertEquals(ofLog.nowMs(), ofSlice.nowMs()));
      }
    }
  }

  @Test
  void momentsInASliceAreThoseOfTheLog() {
    SliceReplaySource slice = new SliceReplaySource(exported(log, whole(log)));
    Random random = new Random(SEED);
    for (int i = 0; i < 40; i++) {
      long oneMs = records.get(random.nextInt(RECORDS)).recordTimeMs();
      long otherMs = records.get(random.nextInt(RECORDS)).recordTimeMs();
      Instant from = Instant.ofEpochMilli(Math.min(oneMs, otherMs));
      Instant to = Instant.ofEpochMilli(Math.max(oneMs, otherMs));
      LogRange ofLog = range(log, from, to);
      LogRange ofSlice = range(slice, from, to);
      assertEquals(ofLog.from(), ofSlice.from(), from::toString);
      assertEquals(ofLog.to(), ofSlice.to(), to::toString);
      assertEquals(ofLog.endsMs(), ofSlice.endsMs());
    }
    assertEquals(range(log, "-10h", "-2h").from(), range(slice, "-10h", "-2h").from());
  }

  /** What depends on records that an export left out is unknown, and never silently wrong. */
  @Test
  void sliceOfARangeOnlySaysWhichStatesAreUnknown() {
    LogRange range = range(log, 400, RECORDS);
    SliceReplaySource slice = new SliceReplaySource(exported(log, log.only(range)));
    try (ReplayedStore replayed = replay(slice, whole(slice))) {
      long known = replayed.knownFrom().orElseThrow();
      assertEquals(400, whole(slice).first());
      assertTrue(known > 410, () -> "known from " + known);
      assertTrue(replayed.warning().isPresent());
    }
  }

  @Test
  void momentsOutsideOfASliceAreRefused() {
    SliceReplaySource slice = new SliceReplaySource(exported(log, log.only(range(log, 400, 500))));
    assertAll(
        () -> assertUnknown("offset 399 is not in the slice, which has offsets 400 to", slice, 399),
        () -> assertUnknown("before the first record of the slice", slice, Instant.EPOCH),
        () -> assertUnknown("later than the end of the slice", slice, Instant.ofEpochMilli(nowMs)),
        () -> assertThrows(IllegalArgumentException.class, () -> range(slice, 450, 440)),
        () ->
            assertEquals(
                SliceException.Kind.UNREADABLE,
                assertThrows(SliceException.class, () -> new SliceReplaySource(root)).kind()));
  }

  private static void assertUnknown(String part, SliceReplaySource slice, Object from) {
    UnknownPastException refusal =
        assertThrows(UnknownPastException.class, () -> range(slice, from, 500));
    assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
  }

  @Test
  void exportThatWasStoppedIsRefused() throws IOException {
    Path file = root.resolve("stopped");
    try (OutputStream out = Files.newOutputStream(file)) {
      assertFalse(SliceExport.write(log, whole(log), out, written -> false));
    }
    assertEquals(
        SliceException.Kind.MISSING_END,
        assertThrows(SliceException.class, () -> new SliceReplaySource(file)).kind());
  }

  /** Only what was asked for is added, not what prepares its states. */
  @Test
  void recordsToAddAreThoseOfTheRange() {
    LogRange range = range(log, 800, 803);
    ReplayChanges changes = ReplayChanges.of(new TreeSet<>(), exported(log, range));
    assertTrue(range.first() < 800);
    assertEquals(List.of(800L, 801L, 802L), List.copyOf(changes.with().keySet()));
    assertEquals(records.get(801), changes.with().get(801L));
  }

  @Test
  void noteSurvivesItsFileAndADamagedOneIsRefused() {
    ReplayNote note =
        new ReplayNote(
            "the log",
            new LogRange(3, OptionalLong.empty(), 5, 9, 1_000),
            List.of(4L),
            List.of(8L),
            "more");
    assertEquals(note, ReplayNote.parse(note.json().toString()));
    for (String damaged :
        List.of(
            "", "{", "{}", "[]", note.json().toString().replace("version\":1", "version\":2"))) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> ReplayNote.parse(damaged));
      assertTrue(
          refusal.getMessage().startsWith("the file replay, which describes what was replayed"));
      assertEquals(1, refusal.getMessage().lines().count(), refusal::getMessage);
    }
  }
}
