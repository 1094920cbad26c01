package org.waymark.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.assertOneLine;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.read;
import static org.waymark.log.LogSteps.readAll;
import static org.waymark.log.LogSteps.watched;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The contract of every tail whose topic no longer contains the records that were read, or cannot
 * be read.
 */
interface ContinuityContract {
  World world();

  /** {@return the position after the last record} */
  private static Position end(EventLog log) {
    return log.identity().at(Topic.EVENTS, 0).after(readAll(log, Topic.EVENTS).getLast());
  }

  private static void appendOthers(EventLog log, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      log.append(Topic.EVENTS, entry(1_000 + i)).get(20, SECONDS);
    }
  }

  @Test
  default void backupThatGrewAgainIsNoticedByTheContentOfTheLastRecord() throws Exception {
    assumeTrue(world().reachesBroker());
    append(world().open(), Topic.EVENTS, 10);
    world().backUp();
    EventLog log = world().open();
    Position backedUp = end(log);
    append(log, Topic.EVENTS, 7);
    Position stored = end(log);

    world().restoreBackup();
    EventLog later = world().open();
    assertEquals(log.identity(), later.identity());
    appendOthers(later, 12);
    assertEquals(22, later.end(Topic.EVENTS).nextOffset());
    LogRecord there = readAll(later, Topic.EVENTS).get(16);
    assertEquals(stored.last().leaderEpoch(), there.leaderEpoch(), "the epoch shows nothing");

    try (Tail tail = later.tail(Topic.EVENTS, stored)) {
      var told = assertThrows(LogException.OtherContent.class, () -> read(tail, 22));
      assertEquals(16, told.offset());
      assertOneLine(told, "was reset to an older state");
      assertFalse(tail.isReading());
    }
    assertThrows(
        LogException.OtherContent.class, () -> later.requireContinued(Topic.EVENTS, stored));
    later.requireContinued(Topic.EVENTS, backedUp);
    try (Tail tail = later.tail(Topic.EVENTS, backedUp)) {
      assertEquals(10, read(tail, 22).getFirst().offset(), "read only what the backup holds");
    }
  }

  @Test
  default void liveTailNoticesThatTheBrokerCameBackWithABackupThatGrewAgain() throws Exception {
    assumeTrue(world().reachesBroker());
    append(world().open(), Topic.EVENTS, 10);
    world().backUp();
    EventLog log = world().open();
    append(log, Topic.EVENTS, 7);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      read(tail, 17);
      world().restoreBackup();
      // By the tail's next poll the topic has grown beyond what the tail has read.
      appendOthers(world().open(), 12);
      var told = assertThrows(LogException.OtherContent.class, () -> read(tail, 22));
      assertEquals(16, told.offset());
    }
  }

  /**
   * Each restart of the broker raises the leader epoch, so a backup has a lower one than the tail
   * knows. A consumer ignores metadata with an older epoch, so it keeps asking the old leader.
   */
  @Test
  default void liveTailNoticesABackupWithAnOlderLeaderEpoch() throws Exception {
    assumeTrue(world().reachesBroker());
    append(world().open(), Topic.EVENTS, 3);
    world().backUp();
    for (int restart = 0; restart < 3; restart++) {
      world().takeAway();
      world().bringBack();
    }
    EventLog log = world().open();
    append(log, Topic.EVENTS, 2);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      int newest = read(tail, 5).getLast().leaderEpoch();
      world().restoreBackup();
      appendOthers(world().open(), 1);
      assertTrue(
          readAll(world().open(), Topic.EVENTS).getLast().leaderEpoch() < newest,
          "the epoch has fallen");
      assertReadsNothing(tail);
    }
  }

  /** The broker keeps running, the connection stays up, and both topics have the same epoch. */
  @Test
  default void liveTailReadsNothingOfATopicThatWasMadeAgainAndOutgrewIt() throws Exception {
    EventLog log = world().open();
    append(log, Topic.EVENTS, 5);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      read(tail, 5);
      world().makeAgain(Topic.EVENTS);
      appendOthers(world().open(), 12);
      assertReadsNothing(tail);
    }
  }

  @Test
  default void tailThatPollsWhileItsTopicIsMadeAgainReadsNothingOfIt() throws Exception {
    EventLog log = world().open();
    append(log, Topic.EVENTS, 1);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0));
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      read(tail, 1);
      Future<?> remade =
          other.submit(
              () -> {
                world().makeAgain(Topic.EVENTS);
                appendOthers(world().open(), 12);
                return null;
              });
      assertReadsNothing(tail);
      remade.get();
    }
  }

  /** Polls until the tail reports that the topic does not continue from its position. */
  private static void assertReadsNothing(Tail tail) {
    assertThrows(
        LogException.Discontinued.class,
        () -> {
          while (true) {
            try {
              assertEquals(List.of(), tail.poll(Duration.ofMillis(100)));
            } catch (LogException.Unreadable | LogException.Unreachable deleted) {
              // The topic does not exist at the moment.
            }
          }
        });
  }

  @Test
  default void liveTailGoesOnWhereTheBrokerCameBackWithTheSameRecords() throws Exception {
    assumeTrue(world().reachesBroker());
    EventLog log = world().open();
    append(log, Topic.EVENTS, 5);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      read(tail, 5);
      world().takeAway();
      world().bringBack();
      append(world().open(), Topic.EVENTS, 2);
      assertEquals(
          List.of(5L, 6L), read(tail, 7).stream().map(LogRecord::offset).toList(), "each once");
      assertTrue(tail.isReading());
    }
  }

  @Test
  default void lossOfOnlyTheLastRecordIsNoticedWithoutAnother() throws Exception {
    assumeTrue(world().reachesBroker());
    EventLog log = world().open();
    append(log, Topic.EVENTS, 5);
    Position stored = end(log);
    world().truncate(Topic.EVENTS, 4);
    assertThrows(LogException.class, () -> world().open().requireContinued(Topic.EVENTS, stored));
  }

  @Test
  default void topicThatBeginsWhereThePositionEndsIsReadOn() throws Exception {
    EventLog log = world().open();
    append(log, Topic.EVENTS, 6);
    Position stored = end(log);
    world().trim(Topic.EVENTS, 6);
    log.requireContinued(Topic.EVENTS, stored);
    append(log, Topic.EVENTS, 2);
    try (Tail tail = log.tail(Topic.EVENTS, stored)) {
      assertEquals(6, read(tail, 8).getFirst().offset());
    }
    world().trim(Topic.EVENTS, 7);
    assertThrows(LogException.OutOfRange.class, () -> log.requireContinued(Topic.EVENTS, stored));
  }

  @Test
  default void firstRecordIsTheFirstThatRetentionHasLeft() throws Exception {
    EventLog log = world().open();
    assertTrue(log.first(Topic.EVENTS).isEmpty());
    append(log, Topic.EVENTS, 3);
    assertEquals(0, log.first(Topic.EVENTS).orElseThrow().offset());
    world().trim(Topic.EVENTS, 2);
    assertEquals(2, log.first(Topic.EVENTS).orElseThrow().offset());
    world().trim(Topic.EVENTS, 3);
    assertTrue(log.first(Topic.EVENTS).isEmpty());
  }

  @Test
  default void damagedRecordIsUnreadableUntilItIsMended() throws Exception {
    assumeTrue(world().reachesBroker());
    EventLog log = world().open();
    append(log, Topic.EVENTS, 6);
    world().damage(3);
    try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      assertEquals(3, read(tail, 3).size());
      for (int again = 0; again < 3; again++) {
        var told =
            assertThrows(
                LogException.Unreadable.class,
                () -> {
                  while (true) {
                    assertEquals(List.of(), tail.poll(Duration.ofSeconds(1)));
                    assertFalse(tail.isReading() && tail.nextOffset() != 3);
                  }
                });
        assertOneLine(told, "at offset 3: ");
        assertFalse(tail.isReading());
      }
      assertFalse(watched(log).stale(), "all else is well");
      world().mend();
      assertEquals(List.of(3L, 4L, 5L), read(tail, 6).stream().map(LogRecord::offset).toList());
      assertTrue(tail.isReading());
    }
  }

  @Test
  default void hashCoversOffsetTimeKeyAndValue() {
    LogRecord record = new LogRecord(5, 2, 1_000, entry(1).key(), entry(1).value());
    LastRecord last = LastRecord.of("topic", record);
    assertEquals(32, last.hash().size());
    for (LogRecord other :
        List.of(
            new LogRecord(6, 2, 1_000, entry(1).key(), entry(1).value()),
            new LogRecord(5, 2, 1_001, entry(1).key(), entry(1).value()),
            new LogRecord(5, 2, 1_000, entry(2).key(), entry(1).value()),
            new LogRecord(5, 2, 1_000, entry(1).key(), entry(2).value()))) {
      assertNotEquals(last.hash(), LastRecord.of("topic", other).hash());
    }
    assertNotEquals(last.hash(), LastRecord.of("other", record).hash());
  }
}
