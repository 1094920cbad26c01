package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.assertOneLine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.waymark.log.kafka.KafkaTail;

/** Tests how a tail reports those consumer failures that no real broker can be made to cause. */
class KafkaTailFailuresTest {
  private static final TopicPartition EVENTS = new TopicPartition("w.events", 0);

  private final Tail tail =
      new KafkaTail(
          updates -> newConsumer(),
          EVENTS,
          new Position("c", "t", 0, LastRecord.NONE),
          "kafka:9092");
  private MockConsumer<byte[], byte[]> consumer;

  private MockConsumer<byte[], byte[]> newConsumer() {
    consumer = new MockConsumer<>("none");
    return consumer;
  }

  private List<Long> poll() {
    return tail.poll(Duration.ZERO).stream().map(LogRecord::offset).toList();
  }

  @Test
  void missingRightToReadIsUnreadableUntilItIsGiven() {
    consumer.updateEndOffsets(Map.of(EVENTS, 1L));
    for (int again = 0; again < 2; again++) {
      consumer.setPollException(new TopicAuthorizationException(Set.of("w.events")));
      var told = assertThrows(LogException.Unreadable.class, this::poll);
      assertOneLine(told, "cannot read topic w.events at offset 0: Not authorized");
      assertTrue(
          told.getMessage().endsWith("; give this user permission to read it (deploy/topics.sh)"));
      assertEquals(List.of(), poll());
      assertFalse(tail.isReading(), "a record is there, and it was not read");
    }
    consumer.addRecord(new ConsumerRecord<>("w.events", 0, 0, new byte[0], new byte[0]));
    assertEquals(List.of(0L), poll());
    assertTrue(tail.isReading());
  }

  @Test
  void damagedRecordIsToBeRestored() {
    consumer.updateEndOffsets(Map.of(EVENTS, 1L));
    consumer.setPollException(new KafkaException("Record is corrupt"));
    var told = assertThrows(LogException.Unreadable.class, this::poll);
    assertOneLine(
        told,
        "cannot read topic w.events at offset 0: Record is corrupt; restore the record from another"
            + " replica of the topic");
  }

  @Test
  void brokerThatDoesNotAnswerIsUnreachable() {
    consumer.setPollException(new TimeoutException("no answer"));
    var told = assertThrows(LogException.Unreachable.class, this::poll);
    assertOneLine(told, "kafka:9092");
  }

  @Test
  void consumerThatReachedNoBrokerIsReplacedAndClosed() {
    MockConsumer<byte[], byte[]> first = consumer;
    first.setPollException(new TimeoutException("no answer"));
    assertThrows(LogException.Unreachable.class, this::poll);
    assertTrue(first.closed());
    assertFalse(consumer.closed());
    consumer.updateBeginningOffsets(Map.of(EVENTS, 0L));
    consumer.addRecord(new ConsumerRecord<>("w.events", 0, 0, new byte[0], new byte[0]));
    assertEquals(List.of(0L), poll());
    tail.close();
    assertTrue(consumer.closed());
  }

  @Test
  void quietTopicIsReadAtItsEnd() {
    consumer.updateEndOffsets(Map.of(EVENTS, 0L));
    assertFalse(tail.isReading());
    assertEquals(List.of(), poll());
    assertTrue(tail.isReading());
  }
}
