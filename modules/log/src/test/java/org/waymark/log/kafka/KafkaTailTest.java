package org.waymark.log.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.waymark.log.LastRecord;
import org.waymark.log.LogException;
import org.waymark.log.Position;

class KafkaTailTest {
  private static final TopicPartition EVENTS = new TopicPartition("p.events", 0);
  private static final Position START = new Position("cluster", "topic", 0, LastRecord.NONE);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

  private void add(long offset, int leaderEpoch) {
    consumer.addRecord(
        new ConsumerRecord<>(
            EVENTS.topic(),
            EVENTS.partition(),
            offset,
            0,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            new byte[0],
            new byte[0],
            new RecordHeaders(),
            Optional.of(leaderEpoch)));
  }

  private KafkaTail tail() {
    KafkaTail tail = new KafkaTail(updates -> consumer, EVENTS, START, "kafka:9092");
    consumer.updateBeginningOffsets(Map.of(EVENTS, 0L));
    return tail;
  }

  @Test
  void fallingLeaderEpochIsThatOfATopicMadeAgain() {
    try (KafkaTail tail = tail()) {
      add(0, 5);
      add(1, 5);
      add(2, 6);
      assertEquals(3, tail.poll(Duration.ZERO).size());
      add(3, 5);
      var told = assertThrows(LogException.Truncated.class, () -> tail.poll(Duration.ZERO));
      assertEquals(OptionalLong.empty(), told.divergentOffset());
      assertEquals(3, tail.nextOffset(), "it has not advanced");
    }
  }

  @Test
  void fallingLeaderEpochInsideOneBatchIsNoticedToo() {
    try (KafkaTail tail = tail()) {
      add(0, 5);
      add(1, 4);
      assertThrows(LogException.Truncated.class, () -> tail.poll(Duration.ZERO));
    }
  }

  @Test
  void consumerOfATailThatCannotBeOpenedIsClosed() {
    MockConsumer<byte[], byte[]> failing =
        new MockConsumer<>("none") {
          @Override
          public synchronized void seek(TopicPartition partition, OffsetAndMetadata to) {
            throw new IllegalStateException("no such position");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> new KafkaTail(updates -> failing, EVENTS, START, "kafka:9092"));
    assertTrue(failing.closed());
  }
}
