package org.waymark.log.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.assertOneLine;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.readAll;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.KafkaExtension;
import org.waymark.log.KafkaWorld;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.LogRecord;
import org.waymark.log.TestKafka;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.LogInit.Outcome;
import org.waymark.log.kafka.LogInit.Replication;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

@ExtendWith(KafkaExtension.class)
@Timeout(60)
class LogInitTest {
  private static final IsdAs AS = IsdAs.parse("1-11");
  private static final List<Entry> TRUST = List.of(entry(1), entry(2), entry(3));

  @Test
  void newLogGetsTopicsAndTrustAndASecondRunChangesNothing(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.new");
    Outcome first = init(settings, TRUST);
    assertEquals(List.of("init.new.events", "init.new.trust", "init.new.audit"), first.made());
    assertEquals(3, first.trustAppended());
    assertEquals(1, first.warnings().size(), "one for all topics of one replica");

    Outcome second = init(settings, TRUST);
    assertTrue(second.nothingDone());
    assertFalse(second.otherTrust());
    assertTrue(second.text().contains("nothing was changed"), second.text());
    assertEquals(first.identity(), second.identity());
    assertEquals(3, trust(settings).size());
  }

  @Test
  void logSaysWhoseItIsAndIsRefusedToOthers(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.owner");
    Outcome first = init(settings, TRUST);
    assertTrue(first.claimed());
    assertTrue(first.text().contains("recorded AS 1-11 as its owner"), first.text());
    assertFalse(init(settings, TRUST).claimed());
    var told =
        assertThrows(
            LogException.OtherOwner.class,
            () ->
                LogInit.init(
                    settings,
                    new SystemClock(),
                    Replication.SINGLE,
                    IsdAs.parse("1-12"),
                    List.of(entry(0), entry(1), entry(2), entry(3))));
    assertOneLine(told, "belongs to AS 1-11, but this is AS 1-12");
    assertEquals(3, trust(settings).size());
  }

  @Test
  void logOfAnOlderBuildIsClaimedWhenItIsInitialisedAgain(TestKafka kafka) {
    try (KafkaWorld world = new KafkaWorld(kafka, "init.unclaimed")) {
      EventLog log = world.open();
      TRUST.forEach(entry -> log.append(Topic.TRUST, entry).join());
      assertFalse(LogOwner.isRecorded(log, AS));
      Outcome again = init(world.settings(), TRUST);
      assertTrue(again.claimed());
      assertFalse(again.otherTrust());
      assertEquals(0, again.trustAppended());
      assertTrue(LogOwner.isRecorded(log, AS));
      assertEquals(Optional.of(AS), LogOwner.of(log));
    }
  }

  @Test
  void runAfterAnInterruptedOneDoesTheRest(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.part");
    try (KafkaWorld world = new KafkaWorld(kafka, "init.part")) {
      world.delete(Topic.AUDIT);
    }
    Outcome rest = init(settings, TRUST);
    assertEquals(List.of("init.part.audit"), rest.made());
    assertEquals(3, rest.trustAppended());
  }

  @Test
  void trustThatWasAppendedInPartIsCompleted(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.trust");
    init(settings, TRUST.subList(0, 1));
    assertEquals(2, init(settings, TRUST).trustAppended());
    assertFalse(init(settings, TRUST.subList(0, 2)).otherTrust(), "a part of it");
    assertEquals(
        TRUST.stream().map(Entry::key).toList(),
        trust(settings).stream().map(LogRecord::key).toList());
  }

  @Test
  void otherTrustIsLeftAlone(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.other");
    init(settings, List.of(entry(9)));
    Outcome outcome = init(settings, TRUST);
    assertTrue(outcome.nothingDone());
    assertTrue(outcome.otherTrust());
    assertTrue(
        outcome.text().contains("trust material differs from the given material"), outcome.text());
    assertFalse(init(settings, List.of()).otherTrust(), "nothing was given");
    Entry sameKey = new Entry(entry(9).key(), "test", new byte[] {1});
    assertTrue(init(settings, List.of(sameKey)).otherTrust());
    assertEquals(List.of(entry(9).key()), keys(trust(settings)));
  }

  @Test
  void logThatLostATopicIsNotMendedWithAnEmptyOne(TestKafka kafka) throws Exception {
    try (KafkaWorld world = new KafkaWorld(kafka, "init.lost")) {
      append(world.open(), Topic.EVENTS, 1);
      world.delete(Topic.TRUST);
      var told = assertThrows(LogException.Missing.class, () -> init(world.settings(), TRUST));
      assertOneLine(told, "init.lost.events contains records");
    }
  }

  @Test
  void existingTopicWithWrongSettingsIsToldNotChanged(TestKafka kafka) {
    try (KafkaWorld world = new KafkaWorld(kafka, "init.wrong")) {
      world.set(Topic.AUDIT, "message.timestamp.type", "CreateTime");
      var told =
          assertThrows(LogException.WrongSettings.class, () -> init(world.settings(), TRUST));
      assertOneLine(told, "--entity-name init.wrong.audit");
      assertOneLine(told, "--add-config message.timestamp.type=LogAppendTime");
      assertEquals(List.of(), trust(world.settings()));
    }
  }

  @Test
  void replicationThatTheClusterCannotGiveIsTold(TestKafka kafka) {
    KafkaLocation settings = settings(kafka, "init.many");
    var told =
        assertThrows(
            LogException.WrongSettings.class,
            () -> LogInit.init(settings, new SystemClock(), Replication.SAFE, AS, TRUST));
    assertOneLine(told, "correct the requested replication");
  }

  private static Outcome init(KafkaLocation settings, List<Entry> trust) {
    Outcome outcome = LogInit.init(settings, new SystemClock(), Replication.SINGLE, AS, trust);
    assertFalse(outcome.text().contains("\n"));
    return outcome;
  }

  private static List<LogRecord> trust(KafkaLocation settings) {
    try (EventLog log = KafkaEventLog.open(settings, new SystemClock())) {
      return readAll(log, Topic.TRUST).stream()
          .filter(record -> LogOwner.named(record).isEmpty())
          .toList();
    }
  }

  private static List<ByteString> keys(List<LogRecord> records) {
    return records.stream().map(LogRecord::key).toList();
  }

  private static KafkaLocation settings(TestKafka kafka, String prefix) {
    return KafkaLocation.of(kafka.bootstrapServers(), new TopicNames(prefix)).withTimeoutMs(20_000);
  }
}
