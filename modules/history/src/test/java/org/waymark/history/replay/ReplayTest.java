package org.waymark.history.replay;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.history.replay.ReplayChanges.NONE;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.history.LogRange;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.history.UnknownPastException;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.ByteString;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Replays a log of random records, about ten days long. */
class ReplayTest {
  private static final int RECORDS = 900;
  private static final long SEED = 11;
  private static final FaultHandler FAULTS =
      (what, cause) -> {
        throw new AssertionError(what, cause);
      };

  @TempDir Path root;
  private int folders;

  private static List<LogRecord> records;
  private static InMemoryEventLog log;
  private static LogReplaySource source;
  private static long nowMs;

  @BeforeAll
  static void append() {
    records = RandomHistory.records(SEED, RECORDS);
    log = RecordedLog.of("replayed", records);
    nowMs = RecordedLog.latestMs(records);
    source = new LogReplaySource(log, new TopicNames("replayed"), nowMs);
  }

  private static LogRange range(Object from, Object to) {
    return source.range(Optional.of(from.toString()), Optional.of(to.toString()));
  }

  private static LogRange whole() {
    return source.range(Optional.empty(), Optional.empty());
  }

  private static ReplayChanges without(Long... offsets) {
    return new ReplayChanges(new TreeSet<>(List.of(offsets)), new TreeMap<>(), "");
  }

  private static ReplayChanges with(LogRecord... more) {
    TreeMap<Long, LogRecord> with = new TreeMap<>();
    List.of(more).forEach(one -> with.put(one.offset(), one));
    return new ReplayChanges(new TreeSet<>(), with, "more.jsonl");
  }

  private static Replay.Course course(
      ReplayPace pace, ReplayClock clock, Replay.Listener listener) {
    return new Replay.Course(pace, clock, clock, listener);
  }

  private ReplayedStore replay(LogRange range, ReplayChanges changes) {
    Path folder = root.resolve("replay-" + folders++);
    assertTrue(
        new Replay(source, range, changes)
            .into(
                folder,
                RandomHistory.settings(),
                FAULTS,
                course(ReplayPace.MAX, new ReplayClock(), next -> true)));
    return ReplayedStore.open(folder, FAULTS).orElseThrow();
  }

  private static StateDigest digestOf(Collection<LogRecord> applied) {
    try (Store replica = Store.inMemory(RandomHistory.settings())) {
      replica.apply(Topic.EVENTS, List.copyOf(applied));
      return replica.digest(Topic.EVENTS);
    }
  }

  /** A record that changes nothing: a tick that is earlier than any other. */
  private static LogRecord idle(long offset) {
    LogRecord record = records.get((int) offset);
    byte[] tick = EventCodec.encode(Event.own("replica-1", new EventBody.TickEvent(0)));
    return new LogRecord(offset, 0, record.recordTimeMs(), ByteString.EMPTY, tick);
  }

  private static List<Long> revocationsThatKilled() {
    try (Store whole = Store.inMemory(RandomHistory.settings())) {
      return whole.apply(Topic.EVENTS, records).stream()
          .filter(one -> one instanceof Applied.Revoked revoked && !revoked.killed().isEmpty())
          .map(Applied::offset)
          .toList();
    }
  }

  private static ObjectNode segments(HistoryView history, long moment) {
    ObjectNode query =
        new JsonMapper()
            .createObjectNode()
            .put("query", "segments")
            .put("asOf", Long.toString(moment));
    ObjectNode answer =
        HistoryQueries.answer(
            new QueryContext(history, query, nowMs, new QueryBounds(1_000, () -> false)));
    answer.remove("knownFrom");
    // The two stores were folded from different logs.
    answer.remove("token");
    return answer;
  }

  @Test
  void replayOfEverythingHasTheDigestOfAReplicaAtEachOffset() {
    for (int to : List.of(0, 1, 317, RECORDS)) {
      try (ReplayedStore replayed = replay(source.range(Optional.empty(), at(to)), NONE)) {
        assertEquals(digestOf(records.subList(0, to)), replayed.digest(Topic.EVENTS));
        assertEquals(Optional.empty(), replayed.warning());
      }
    }
    try (ReplayedStore replayed = replay(whole(), NONE)) {
      assertAll(
          () -> assertEquals(digestOf(records), replayed.digest(Topic.EVENTS)),
          () -> assertEquals(nowMs, replayed.nowMs()),
          () ->
              assertEquals(
                  "replay of offsets 0 to 900 of the log replayed at replayed", replayed.text()));
    }
  }

  private static Optional<String> at(long offset) {
    return Optional.of(Long.toString(offset));
  }

  @Test
  void recordsThatAreLeftOutNeverHappened() {
    List<Long> killers = revocationsThatKilled();
    assertTrue(killers.size() > 3, killers::toString);
    List<LogRecord> idle =
        records.stream()
            .map(one -> killers.contains(one.offset()) ? idle(one.offset()) : one)
            .toList();
    StateDigest expected = digestOf(idle);
    try (ReplayedStore replayed = replay(whole(), without(killers.toArray(Long[]::new)));
        HistoryView history = replayed.history()) {
      assertAll(
          () -> assertNotEquals(digestOf(records), expected, "nothing changed"),
          () -> assertEquals(expected, replayed.digest(Topic.EVENTS)),
          () -> assertEquals(RECORDS, history.next()),
          () ->
              assertEquals(
                  RecordSummary.Effect.LEFT_OUT,
                  history.record(killers.getFirst()).orElseThrow().effect()),
          () -> assertTrue(replayed.text().contains(" without offsets " + killers.getFirst())),
          () -> assertTrue(replayed.text().endsWith(" more"), replayed::text));
    }
  }

  @Test
  void givenRecordsReplaceThoseAtTheirOffsetsAndFollowTheEnd() {
    int to = 500;
    LogRecord other = records.get(to + 100);
    LogRecord moved = new LogRecord(20, 0, other.recordTimeMs(), other.key(), other.value());
    List<LogRecord> expected = new ArrayList<>(records.subList(0, to + 2));
    expected.set(20, moved);
    try (ReplayedStore replayed =
            replay(
                source.range(Optional.empty(), at(to)),
                with(moved, records.get(to), records.get(to + 1)));
        HistoryView history = replayed.history()) {
      assertAll(
          () -> assertEquals(digestOf(expected), replayed.digest(Topic.EVENTS)),
          () -> assertEquals(to + 2, history.next()),
          () ->
              assertTrue(
                  replayed.text().endsWith(" with offsets 20, 500, 501 from more.jsonl"),
                  replayed::text));
    }
  }

  /** Folding one horizon before gives the same states as the whole log, or says that it cannot. */
  @Test
  void rangeThatBeginsLaterHasTheStatesOfTheWholeLogOrSaysWhichAreUnknown() {
    int compared = 0;
    try (ReplayedStore all = replay(whole(), NONE);
        HistoryView whole = all.history()) {
      for (long from = 450; from < RECORDS; from += 40) {
        try (ReplayedStore replayed = replay(range(from, RECORDS), NONE);
            HistoryView history = replayed.history()) {
          long known = replayed.knownFrom().orElse((long) RECORDS + 1);
          assertEquals(known > from, replayed.warning().isPresent());
          assertTrue(history.first() > 0, "the range needs no whole log");
          for (long moment = from; moment <= RECORDS; moment += 7) {
            ObjectNode answer = segments(history, moment);
            if (moment < known) {
              assertTrue(answer.toString().contains("is not known here"), answer::toString);
            } else {
              assertEquals(segments(whole, moment), answer);
              compared++;
            }
          }
        }
      }
    }
    assertTrue(compared > 100, "compared " + compared);
  }

  @Test
  void rangeWithoutTheRecordsBeforeItKnowsNoStateUntilATickHasPassedThem() {
    InMemoryEventLog trimmed = RecordedLog.of("trimmed", records);
    trimmed.faults().trim(Topic.EVENTS, 300);
    LogReplaySource left = new LogReplaySource(trimmed, new TopicNames("trimmed"), nowMs);
    Path folder = root.resolve("trimmed");
    new Replay(left, left.range(Optional.empty(), Optional.empty()), NONE)
        .into(
            folder,
            RandomHistory.settings(),
            FAULTS,
            course(ReplayPace.MAX, new ReplayClock(), next -> true));
    try (ReplayedStore all = replay(whole(), NONE);
        HistoryView whole = all.history();
        ReplayedStore replayed = ReplayedStore.open(folder, FAULTS).orElseThrow();
        HistoryView history = replayed.history()) {
      long known = replayed.knownFrom().orElseThrow();
      assertTrue(known > 310, () -> "known from " + known);
      assertEquals(
          Optional.of(
              "some records from the 26 hours before offset 300 are missing, so no state before"
                  + " offset "
                  + known
                  + " is known"),
          replayed.warning());
      for (long moment = 300; moment <= RECORDS; moment += 5) {
        ObjectNode answer = segments(history, moment);
        if (moment < known) {
          assertTrue(answer.toString().contains("is not known here"), answer::toString);
        } else {
          assertEquals(segments(whole, moment), answer);
        }
      }
    }
  }

  @Test
  void stoppedReplayCanBeReadAndSaysWhereItStopped() {
    Path folder = root.resolve("stopped");
    boolean ended =
        new Replay(source, whole(), NONE)
            .into(
                folder,
                RandomHistory.settings(),
                FAULTS,
                course(ReplayPace.parse("real"), new ReplayClock(), next -> next < 300));
    try (ReplayedStore replayed = ReplayedStore.open(folder, FAULTS).orElseThrow();
        HistoryView history = replayed.history()) {
      long next = history.next();
      assertAll(
          () -> assertFalse(ended),
          () -> assertTrue(300 <= next && next < RECORDS, () -> "at " + next),
          () ->
              assertTrue(
                  replayed
                      .text()
                      .startsWith(
                          "replay of offsets 0 to %d, stopped before its end at 900, of"
                              .formatted(next)),
                  replayed::text),
          () -> assertEquals(records.get((int) next - 1).recordTimeMs(), replayed.nowMs()),
          () ->
              assertEquals(
                  digestOf(records.subList(0, (int) next)), replayed.digest(Topic.EVENTS)));
    }
  }

  @Test
  void paceIsThatOfTheRecordTimesFromTheBeginningOfTheRange() {
    ReplayClock clock = new ReplayClock();
    long from = 700;
    assertTrue(
        new Replay(source, range(from, RECORDS), NONE)
            .into(
                root.resolve("paced"),
                RandomHistory.settings(),
                FAULTS,
                course(ReplayPace.parse("100x"), clock, next -> true)));
    long lastMs =
        records.subList((int) from, RECORDS).stream()
            .mapToLong(LogRecord::recordTimeMs)
            .max()
            .orElseThrow();
    long spanMs = lastMs - records.get((int) from).recordTimeMs();
    assertEquals(spanMs / 100, clock.ms, clock.sleptMs.size());
    assertTrue(clock.sleptMs.size() > 50, clock.sleptMs::toString);
  }

  @Test
  void changesAndMomentsOutsideOfTheRangeAreRefused() {
    LogRange range = source.range(Optional.empty(), at(500));
    assertAll(
        () ->
            assertRefused(
                "offset 500, but the replay reads offsets 0 to 499", range, without(500L)),
        () -> assertRefused("offset 501 of more.jsonl cannot be appended", range, with(idle(501))),
        () ->
            assertRefused(
                "offset 3, but the replay reads", range(RECORDS - 1, RECORDS), with(idle(3))),
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Replay(
                        source,
                        range,
                        new ReplayChanges(
                            new TreeSet<>(List.of(7L)),
                            new TreeMap<>(Map.of(7L, idle(7))),
                            "more.jsonl"))),
        () -> assertUnknown("offset 5000 is not in the log", 5000, 900),
        () -> assertUnknown("later than now", 0, Instant.ofEpochMilli(nowMs + 1)),
        () -> assertUnknown("before the first record of the log", Instant.EPOCH, 3),
        () -> assertThrows(IllegalArgumentException.class, () -> range(20, 10)),
        () -> assertThrows(IllegalArgumentException.class, () -> range("yesterday", 10)),
        () -> assertThrows(IllegalArgumentException.class, () -> ReplayPace.parse("0x")),
        () -> assertThrows(IllegalArgumentException.class, () -> ReplayPace.parse("fast")));
  }

  private static void assertRefused(String part, LogRange range, ReplayChanges changes) {
    UnknownPastException refusal =
        assertThrows(UnknownPastException.class, () -> new Replay(source, range, changes));
    assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
  }

  private static void assertUnknown(String part, Object from, Object to) {
    UnknownPastException refusal = assertThrows(UnknownPastException.class, () -> range(from, to));
    assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
  }
}
