package org.waymark.log.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.waymark.log.Appended;
import org.waymark.log.LogException;
import org.waymark.runtime.simulation.VirtualClock;

class KafkaAppenderTest {
  private static final String TOPIC = "p.events";

  private final VirtualClock clock = new VirtualClock(1_000_000);
  private final List<Answering> made = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A producer that answers every entry in the same way, whether or not it has accepted it. */
  private final class Answering extends MockProducer<byte[], byte[]> {
    private final Answer answer;

    Answering(Answer answer) {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
      this.answer = answer;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> entry, Callback callback) {
      answer.to(callback);
      return new CompletableFuture<>();
    }

    @Override
    public void close(Duration atMost) {
      closed.countDown();
      super.close(atMost);
    }
  }

  private interface Answer {
    void to(Callback callback);
  }

  private static RecordMetadata at(long offset, long timeMs) {
    return new RecordMetadata(new TopicPartition(TOPIC, 0), offset, 0, timeMs, 0, 0);
  }

  /** {@return an appender whose successive producers give these answers} */
  private KafkaAppender appender(Answer... answers) {
    return new KafkaAppender(
        () -> {
          made.add(new Answering(answers[Math.min(made.size(), answers.length - 1)]));
          return made.getLast();
        },
        "kafka:9092",
        clock);
  }

  private static final Answer APPENDED = callback -> callback.onCompletion(at(7, 1_000_000), null);

  private static LogException failure(CompletableFuture<Appended> append) {
    var failure = assertThrows(ExecutionException.class, () -> append.get(20, SECONDS));
    return assertInstanceOf(LogException.class, failure.getCause());
  }

  /** {@return the failure of an append if the producer had accepted its entry} */
  private LogException taken(Exception failure) {
    List<Callback> waiting = new ArrayList<>();
    try (KafkaAppender appender = appender(waiting::add)) {
      CompletableFuture<Appended> append = appender.append(TOPIC, entry(1));
      waiting.getFirst().onCompletion(null, failure);
      return failure(append);
    }
  }

  /** {@return the failure of an append if the producer had not accepted its entry} */
  private LogException notTaken(RuntimeException failure) {
    try (KafkaAppender appender =
        appender(
            callback -> {
              throw failure;
            })) {
      return failure(appender.append(TOPIC, entry(1)));
    }
  }

  @Test
  void fateIsOpenOnlyOfAnEntryThatMayHaveGoneOut() {
    TimeoutException late = new TimeoutException("4000 ms have passed");
    assertInstanceOf(LogException.AppendTimedOut.class, taken(late));
    assertInstanceOf(LogException.Unreachable.class, notTaken(late));
    try (KafkaAppender appender = appender(callback -> callback.onCompletion(null, late))) {
      assertInstanceOf(
          LogException.Unreachable.class,
          failure(appender.append(TOPIC, entry(1))),
          "answered at once");
    }
    assertInstanceOf(LogException.AppendRefused.class, taken(new RecordTooLargeException("2 MB")));
    assertInstanceOf(LogException.AppendTimedOut.class, taken(new KafkaException("closed")));
  }

  /**
   * An append that is refused for lack of permission is not refused permanently, because permission
   * may be granted later.
   */
  @Test
  void entryThatTheBrokersDoNotTakeFromThisUserMayBeTakenLater() {
    for (Exception failure :
        List.of(
            new TopicAuthorizationException("no right to write"),
            new SaslAuthenticationException("wrong password"))) {
      LogException told = taken(failure);
      assertInstanceOf(LogException.Unreachable.class, told);
      assertTrue(told.getMessage().contains("correct the permissions"), told.getMessage());
    }
  }

  @Test
  void repetitionOfWhichTheBrokerDoesNotSayWhereItIsHasNoOffsetAndNoTime() {
    try (KafkaAppender appender =
        appender(callback -> callback.onCompletion(at(-1, RecordBatch.NO_TIMESTAMP), null))) {
      assertInstanceOf(
          LogException.AppendTimedOut.class, failure(appender.append(TOPIC, entry(1))));
      assertEquals(0, appender.skewMs());
    }
  }

  @Test
  void producerThatWasRefusedItsIdentityIsReplacedOnceASecond() throws Exception {
    Answer fatal =
        callback -> {
          throw new KafkaException(
              "Cannot execute transactional method because we are in an error state",
              new ClusterAuthorizationException("not now"));
        };
    try (KafkaAppender appender = appender(fatal, fatal, APPENDED)) {
      assertInstanceOf(LogException.Unreachable.class, failure(appender.append(TOPIC, entry(1))));
      assertEquals(2, made.size());
      assertTrue(closed.await(30, SECONDS), "the first one is closed");
      assertInstanceOf(LogException.Unreachable.class, failure(appender.append(TOPIC, entry(2))));
      assertEquals(2, made.size(), "not twice in a second");
      clock.advanceMs(1_000);
      assertInstanceOf(LogException.Unreachable.class, failure(appender.append(TOPIC, entry(3))));
      assertEquals(7, appender.append(TOPIC, entry(4)).get(20, SECONDS).offset());
      assertEquals(3, made.size());
    }
  }

  @Test
  void producerThatLostItsNetworkOrGotABadEntryIsKept() {
    for (Exception failure :
        List.of(new TimeoutException("late"), new RecordTooLargeException("2 MB"))) {
      made.clear();
      taken(failure);
      assertEquals(1, made.size());
    }
  }

  /** The producer's own thread may be faster than the caller that has just given it the entry. */
  @Test
  void fateIsOpenOfAnEntryThatFailedBeforeTheCallerKnewThatItWasTaken() {
    TimeoutException late = new TimeoutException("4000 ms have passed");
    try (KafkaAppender appender =
        appender(
            callback ->
                CompletableFuture.runAsync(
                        () -> callback.onCompletion(null, late),
                        work -> Thread.ofPlatform().start(work))
                    .join())) {
      assertInstanceOf(
          LogException.AppendTimedOut.class, failure(appender.append(TOPIC, entry(1))));
    }
  }

  @Test
  void closedAppenderMakesNoOtherProducer() {
    List<Callback> waiting = new ArrayList<>();
    KafkaAppender appender = appender(waiting::add);
    CompletableFuture<Appended> append = appender.append(TOPIC, entry(1));
    appender.close();
    waiting.getFirst().onCompletion(null, new KafkaException("closed"));
    failure(append);
    assertEquals(1, made.size());
  }
}
