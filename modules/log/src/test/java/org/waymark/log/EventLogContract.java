package org.waymark.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.assertOneLine;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.read;
import static org.waymark.log.LogSteps.readAll;
import static org.waymark.log.LogSteps.watched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.segment.ByteString;

/** The contract of every event log, including the traps of Kafka. */
@Timeout(60)
public abstract class EventLogContract implements LeaseContract, ContinuityContract {
  private static final Duration SHORT = Duration.ofMillis(50);

  protected World world;

  /** {@return a world with a new, empty log} */
  protected abstract World newWorld();

  @Override
  public World world() {
    return world;
  }

  @BeforeEach
  void makeWorld() {
    world = newWorld();
  }

  @AfterEach
  void endWorld() {
    world.close();
  }

  @Test
  void appendsAreNumberedFromZeroAndReadBackInOrder() throws Exception {
    EventLog log = world.open();
    List<Appended> appended = append(log, Topic.EVENTS, 5);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), appended.stream().map(Appended::offset).toList());

    List<LogRecord> records = readAll(log, Topic.EVENTS);
    assertEquals(5, records.size());
    for (int i = 0; i < 5; i++) {
      LogRecord record = records.get(i);
      assertEquals(i, record.offset());
      assertEquals(appended.get(i).recordTimeMs(), record.recordTimeMs());
      assertEquals(entry(i), new Entry(record.key(), "test", record.value()));
    }
  }

  @Test
  void recordTimeIsTheWallClocks() throws Exception {
    EventLog log = world.open();
    long beforeMs = System.currentTimeMillis();
    long recordTimeMs = append(log, Topic.EVENTS, 1).getFirst().recordTimeMs();
    assertTrue(recordTimeMs >= beforeMs && recordTimeMs <= System.currentTimeMillis());
    assertEquals(0, log.clockSkewMs());
  }

  @Test
  void topicsAreApart() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 2);
    append(log, Topic.TRUST, 1);
    assertEquals(2, log.end(Topic.EVENTS).nextOffset());
    assertEquals(1, log.end(Topic.TRUST).nextOffset());
    assertEquals(0, log.end(Topic.AUDIT).nextOffset());
    assertEquals(List.of(), readAll(log, Topic.AUDIT));
  }

  @Test
  void emptyKeyAndEmptyValueComeBackEmpty() throws Exception {
    EventLog log = world.open();
    log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "tick", new byte[0])).get(20, SECONDS);
    LogRecord record = readAll(log, Topic.EVENTS).getFirst();
    assertEquals(ByteString.EMPTY, record.key());
    assertEquals(0, record.value().length);
  }

  @Test
  void entriesAppendedAtOnceKeepTheOrderOfTheCallsWithoutGaps() throws Exception {
    EventLog log = world.open();
    List<CompletableFuture<Appended>> appends =
        IntStream.range(0, 2_500).mapToObj(i -> log.append(Topic.EVENTS, entry(i))).toList();
    for (int i = 0; i < appends.size(); i++) {
      assertEquals(i, appends.get(i).get(20, SECONDS).offset());
    }
    List<LogRecord> records = readAll(log, Topic.EVENTS);
    assertEquals(2_500, records.size());
    for (int i = 0; i < records.size(); i++) {
      assertEquals(i, records.get(i).offset());
      assertEquals(entry(i).key(), records.get(i).key());
    }
  }

  @Test
  void everyTailReadsEverythingAtItsOwnPace() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 10);
    try (Tail first = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0));
        Tail second = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 4))) {
      assertEquals(10, read(first, 10).size());
      assertEquals(4, read(second, 10).getFirst().offset());
      append(log, Topic.EVENTS, 1);
      assertEquals(10, read(first, 11).getLast().offset());
      assertEquals(10, read(second, 11).getLast().offset());
    }
  }

  @Test
  void tailOfALaterProcessGoesOnAtTheStoredPosition() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 4);
    LogRecord third = readAll(log, Topic.EVENTS).get(2);
    Position stored = log.identity().at(Topic.EVENTS, 0).after(third);
    assertEquals(3, stored.nextOffset());

    EventLog later = world.open();
    assertEquals(log.identity(), later.identity());
    try (Tail tail = later.tail(Topic.EVENTS, stored)) {
      assertEquals(List.of(3L), read(tail, 4).stream().map(LogRecord::offset).toList());
      assertEquals(4, tail.nextOffset());
    }
  }

  @Test
  void pollAtTheEndReturnsNothingAndStays() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 2);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 2))) {
      assertEquals(List.of(), tail.poll(SHORT));
      assertEquals(List.of(), tail.poll(Duration.ZERO));
      assertEquals(2, tail.nextOffset());
    }
  }

  @Test
  void wakeupEndsAPollThatWaitsAndNoOther() throws Exception {
    EventLog log = world.open();
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      tail.wakeup();
      assertEquals(List.of(), tail.poll(Duration.ofHours(1)));
      append(log, Topic.EVENTS, 1);
      assertEquals(1, read(tail, 1).size());
    }
  }

  @Test
  void offsetAtIsTheFirstRecordThatIsNotEarlier() throws Exception {
    EventLog log = world.open();
    assertEquals(0, log.offsetAt(Topic.EVENTS, 0));
    for (int i = 0; i < 5; i++) {
      append(log, Topic.EVENTS, 3);
    }
    List<LogRecord> records = readAll(log, Topic.EVENTS);
    assertEquals(0, log.offsetAt(Topic.EVENTS, 0));
    for (LogRecord record : records) {
      for (long timeMs : List.of(record.recordTimeMs(), record.recordTimeMs() + 1)) {
        long expected =
            records.stream()
                .filter(other -> other.recordTimeMs() >= timeMs)
                .mapToLong(LogRecord::offset)
                .findFirst()
                .orElse(15);
        assertEquals(expected, log.offsetAt(Topic.EVENTS, timeMs));
      }
    }
    assertEquals(15, log.offsetAt(Topic.EVENTS, Long.MAX_VALUE / 2));
  }

  @Test
  void positionBeforeTheStartOrBeyondTheEndIsOutOfRange() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 6);
    world.trim(Topic.EVENTS, 4);
    assertEquals(4, log.start(Topic.EVENTS));
    for (long offset : List.of(3L, 7L)) {
      var told = assertThrows(LogException.OutOfRange.class, () -> readFrom(log, offset, 0));
      assertEquals(offset, told.nextOffset());
    }
    assertEquals(List.of(4L, 5L), readFrom(log, 4, 0).stream().map(LogRecord::offset).toList());
  }

  @Test
  void truncatedAndGrownLogIsNoticedByTheLeaderEpoch() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog log = world.open();
    append(log, Topic.EVENTS, 20);
    List<LogRecord> all = readAll(log, Topic.EVENTS);
    LogRecord last = all.getLast();
    Position stored = log.identity().at(Topic.EVENTS, 0).after(last);

    world.truncate(Topic.EVENTS, 10);
    EventLog later = world.open();
    append(later, Topic.EVENTS, 30);
    assertEquals(40, later.end(Topic.EVENTS).nextOffset());
    assertTrue(later.end(Topic.EVENTS).leaderEpoch() > last.leaderEpoch());

    assertEquals(20, readFrom(later, 20, 0).getFirst().offset(), "no epoch: reads on silently");
    try (Tail tail = later.tail(Topic.EVENTS, stored)) {
      var told = assertThrows(LogException.Truncated.class, () -> read(tail, 40));
      assertEquals(OptionalLong.of(10), told.divergentOffset());
    }
    Position kept = log.identity().at(Topic.EVENTS, 0).after(all.get(9));
    try (Tail tail = later.tail(Topic.EVENTS, kept)) {
      assertEquals(10, read(tail, 40).getFirst().offset(), "read only what is still there");
    }
  }

  @Test
  void liveTailNoticesThatTheLogWasTruncatedAndGrew() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog log = world.open();
    append(log, Topic.EVENTS, 20);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      read(tail, 20);
      world.truncate(Topic.EVENTS, 10);
      append(world.open(), Topic.EVENTS, 30);
      var told = assertThrows(LogException.Truncated.class, () -> read(tail, 40));
      assertEquals(OptionalLong.of(10), told.divergentOffset());
    }
  }

  @Test
  void topicMadeAgainIsAnotherLog() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 3);
    Position stored = log.identity().at(Topic.EVENTS, 3);
    world.makeAgain(Topic.EVENTS);

    EventLog later = world.open();
    assertEquals(log.identity().clusterId(), later.identity().clusterId());
    assertNotEquals(log.identity(), later.identity());
    assertThrows(LogException.Replaced.class, () -> later.tail(Topic.EVENTS, stored));
    var told =
        assertThrows(
            LogException.Replaced.class,
            () -> LogCheck.verify(later, Map.of(Topic.EVENTS, stored)));
    assertOneLine(told, "topic id was " + stored.topicId());
    assertInstanceOf(LogException.Replaced.class, watched(log).trouble().orElseThrow());
    assertTrue(watched(log).stale());
  }

  @Test
  void positionOfAnotherClusterIsRefused() {
    EventLog log = world.open();
    Position found = log.identity().at(Topic.TRUST, 0);
    Position stored = new Position("elsewhere", found.topicId(), 0, LastRecord.NONE);
    assertThrows(LogException.Replaced.class, () -> log.tail(Topic.TRUST, stored));
    var told =
        assertThrows(
            LogException.Replaced.class, () -> LogCheck.verify(log, Map.of(Topic.TRUST, stored)));
    assertOneLine(told, "cluster id was elsewhere");
  }

  @Test
  void deletedTopicIsMissingAndNotMadeInPassing() throws Exception {
    EventLog log = world.open();
    EventLog impatient = world.openImpatient();
    append(log, Topic.TRUST, 1);
    Map<Topic, Position> stored = Map.of(Topic.TRUST, log.identity().at(Topic.TRUST, 1));
    world.delete(Topic.EVENTS);

    var lost = assertThrows(LogException.Missing.class, () -> LogCheck.verify(log, stored));
    assertEquals(Topic.EVENTS, lost.topic());
    assertOneLine(lost, "do not recreate the topic");
    var damaged = assertThrows(LogException.Missing.class, world::open);
    assertOneLine(damaged, "the log was damaged");
    assertThrows(ExecutionException.class, () -> append(impatient, Topic.EVENTS, 1));
    LogState state = watched(log);
    assertInstanceOf(LogException.Missing.class, state.trouble().orElseThrow());
    assertTrue(state.reachable());
    assertTrue(state.stale());
  }

  @Test
  void widenedTopicIsNoticedAndAppendsStayInItsFirstPartition() throws Exception {
    EventLog log = world.open();
    assertFalse(watched(log).stale());
    world.widen(Topic.EVENTS, 2);
    var told = assertThrows(LogException.WrongSettings.class, () -> LogCheck.verify(log, Map.of()));
    assertOneLine(told, "has 2 partitions");
    EventLog later = world.open();
    append(later, Topic.EVENTS, 20);
    assertEquals(20, readAll(later, Topic.EVENTS).size(), "all in partition 0");
    assertInstanceOf(LogException.WrongSettings.class, watched(log).trouble().orElseThrow());
  }

  @Test
  void wrongSettingsAreRefusedWithTheCommandThatCorrectsThem() {
    EventLog log = world.open();
    world.set(Topic.EVENTS, "cleanup.policy", "compact");
    world.set(Topic.EVENTS, "retention.bytes", "1000");
    var told = assertThrows(LogException.WrongSettings.class, () -> LogCheck.verify(log, Map.of()));
    assertOneLine(told, "cleanup.policy=compact, retention.bytes=1000");
    assertOneLine(told, "--add-config cleanup.policy=delete,retention.bytes=-1");
  }

  @Test
  void retentionIsAtLeastTwoHorizonsAndOfTrustUnlimited() {
    EventLog log = world.open();
    long twoHorizonsMs = Duration.ofHours(52).toMillis();
    world.set(Topic.EVENTS, "retention.ms", Long.toString(twoHorizonsMs));
    LogCheck.verify(log, Map.of());
    world.set(Topic.EVENTS, "retention.ms", Long.toString(twoHorizonsMs - 1));
    assertThrows(LogException.WrongSettings.class, () -> LogCheck.verify(log, Map.of()));
    world.set(Topic.EVENTS, "retention.ms", "-1");
    world.set(Topic.TRUST, "retention.ms", Long.toString(twoHorizonsMs));
    var told = assertThrows(LogException.WrongSettings.class, () -> LogCheck.verify(log, Map.of()));
    assertOneLine(told, "trust is kept permanently");
  }

  @Test
  void logOfASingleBrokerIsAllowedWithAWarning() {
    List<String> warnings = LogCheck.verify(world.open(), Map.of());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(
        warnings.getFirst().contains("the loss of one broker would lose acknowledged events"),
        warnings.getFirst());
    for (Topic topic : Topic.values()) {
      assertTrue(warnings.getFirst().contains("." + topic.suffix()), warnings.getFirst());
    }
  }

  @Test
  void surveyAndWatchShowTheEnds() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 3);
    LogState state = watched(log);
    assertFalse(state.stale(), state.toString());
    assertEquals(3, state.end(Topic.EVENTS).orElseThrow().nextOffset());
    assertEquals(log.end(Topic.EVENTS), state.end(Topic.EVENTS).orElseThrow());
    assertEquals(0, state.end(Topic.AUDIT).orElseThrow().nextOffset());
  }

  @Test
  void logThatIsAwayFailsInTimeAndGoesOnWhenItIsBack() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog log = world.openImpatient();
    append(log, Topic.EVENTS, 3);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      LogRecord last = read(tail, 3).getLast();

      world.takeAway();
      assertNotAcknowledged(log.append(Topic.EVENTS, entry(98)));
      assertThrows(LogException.Unreachable.class, () -> log.end(Topic.EVENTS));
      assertEquals(List.of(), tail.poll(SHORT));
      LogState away = watched(log);
      assertFalse(away.reachable());
      assertInstanceOf(LogException.Unreachable.class, away.trouble().orElseThrow());

      world.bringBack();
      await(() -> !watched(log).stale());
      long offset = append(log, Topic.EVENTS, 1).getFirst().offset();
      LogRecord next = read(tail, offset + 1).getLast();
      assertEquals(offset, next.offset());
      assertTrue(next.leaderEpoch() > last.leaderEpoch(), "a restart is a new epoch");
    }
  }

  @Test
  void topicIsReadToTheEndItHasAndNoFurther() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 4);
    List<Long> offsets = new ArrayList<>();
    log.readToEnd(
        Topic.EVENTS,
        log.identity().at(Topic.EVENTS, 1),
        records -> {
          assertFalse(records.isEmpty());
          records.forEach(record -> offsets.add(record.offset()));
          if (offsets.size() == 3) {
            log.append(Topic.EVENTS, entry(9)).join();
          }
        });
    assertEquals(List.of(1L, 2L, 3L), offsets);
    log.readToEnd(
        Topic.TRUST, log.identity().at(Topic.TRUST, 0), records -> fail("nothing is there"));
  }

  @Test
  void readerToTheEndDoesNotWaitForALogThatGoesAway() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog log = world.openImpatient();
    for (int written = 0; written < 2_500; written += 100) {
      // If all of them were appended at once, a busy machine would take longer than an impatient
      // log waits.
      List<CompletableFuture<Appended>> appends =
          IntStream.range(written, written + 100)
              .mapToObj(i -> log.append(Topic.EVENTS, large(i)))
              .toList();
      for (CompletableFuture<Appended> append : appends) {
        append.get(20, SECONDS);
      }
    }
    boolean[] away = {false};
    assertThrows(
        LogException.Unreachable.class,
        () ->
            log.readToEnd(
                Topic.EVENTS,
                log.identity().at(Topic.EVENTS, 0),
                records -> {
                  if (!away[0]) {
                    away[0] = true;
                    world.takeAway();
                  }
                }));
    assertTrue(away[0]);
  }

  /** Makes an entry so large that a batch cannot contain all of these entries. */
  private static Entry large(int number) {
    byte[] value = new byte[20_000];
    new Random(number).nextBytes(value);
    return new Entry(ByteString.EMPTY, "test", value);
  }

  @Test
  void logThatIsOpenedWhileItIsAwayIsUsedWhenItIsBack() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog before = world.open();
    append(before, Topic.EVENTS, 3);
    world.takeAway();

    EventLog later = world.openLater(before.identity());
    assertEquals(before.identity(), later.identity());
    assertThrows(LogException.Unreachable.class, () -> later.end(Topic.EVENTS));
    assertThrows(ExecutionException.class, () -> later.survey().get(20, SECONDS));
    assertNotAcknowledged(later.append(Topic.EVENTS, entry(98)));
    world.bringBack();

    await(() -> isThere(later));
    LogCheck.verify(later, before.identity().starts());
    assertEquals(before.identity(), later.identity());
    long end = later.end(Topic.EVENTS).nextOffset();
    assertTrue(end >= 3);
    await(() -> isAppendedAt(end, later));
    assertEquals(end + 1, readAll(later, Topic.EVENTS).size());
  }

  /** What appends may learn later than what reads that the broker is back. */
  private static boolean isAppendedAt(long offset, EventLog log) throws Exception {
    try {
      assertEquals(offset, append(log, Topic.EVENTS, 1).getFirst().offset());
      return true;
    } catch (ExecutionException away) {
      assertInstanceOf(LogException.Unreachable.class, away.getCause());
      return false;
    }
  }

  private static boolean isThere(EventLog log) throws Exception {
    try {
      log.survey().get(20, SECONDS);
      log.end(Topic.EVENTS);
      return true;
    } catch (ExecutionException | LogException.Unreachable away) {
      return false;
    }
  }

  private static List<LogRecord> readFrom(EventLog log, long offset, int more) {
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, offset))) {
      return read(tail, Math.max(log.end(Topic.EVENTS).nextOffset(), offset + 1) + more);
    }
  }

  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits for the condition; the test's time limit interrupts the wait. */
  protected static void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the time limit of the test");
      }
      Thread.onSpinWait();
    }
  }

  /**
   * Asserts that the append failed: either it certainly appended nothing, or its fate is unknown.
   */
  private static void assertNotAcknowledged(CompletableFuture<Appended> append) {
    var failure = assertThrows(ExecutionException.class, () -> append.get(20, SECONDS));
    assertTrue(
        failure.getCause() instanceof LogException.AppendTimedOut
            || failure.getCause() instanceof LogException.Unreachable,
        failure.toString());
  }
}
