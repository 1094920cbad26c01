package org.waymark.log.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.waymark.log.Appended;
import org.waymark.log.ClockSkew;
import org.waymark.log.Entry;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Waiting;

/**
 * Appends entries with a producer that never blocks the calling thread: the caller may be a timer
 * or one of the two verification threads. An entry fails at once with {@link
 * LogException.Unreachable} if the producer does not know its partition or has no buffer space for
 * it.
 *
 * <p>If the brokers have once refused to give a producer an identity, the producer fails every
 * later append, even if the brokers would now grant an identity. The appender therefore replaces
 * such a producer, at most once a second. Thread-safe.
 */
final class KafkaAppender implements AutoCloseable {
  static final int PARTITION = 0;

  private static final String KIND = "kind";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final long REPLACE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final String where;
  private final Clock clock;
  private final ClockSkew skew = new ClockSkew();
  private volatile Producer<byte[], byte[]> producer;
  private OptionalLong replacedNs = OptionalLong.empty();
  private boolean closed;

  /**
   * @param producers creates a producer without waiting for Kafka
   * @param where the address of the log, for failure messages
   */
  KafkaAppender(Supplier<Producer<byte[], byte[]>> producers, String where, Clock clock) {
    this.producers = producers;
    this.where = where;
    this.clock = clock;
    this.producer = producers.get();
  }

  /** Appends an entry, as {@link EventLog#append} specifies. */
  CompletableFuture<Appended> append(String topicName, Entry entry) {
    CompletableFuture<Appended> answer = new CompletableFuture<>();
    AtomicBoolean queued = new AtomicBoolean();
    Thread caller = Thread.currentThread();
    long calledMs = clock.wallMs();
    Producer<byte[], byte[]> used = producer;
    try {
      used.send(
          record(topicName, entry),
          (metadata, failure) -> {
            if (failure == null) {
              answered(answer, topicName, calledMs, metadata);
            } else {
              // Until the producer has accepted an entry, the entry's callback runs on the caller's
              // thread.
              boolean taken = queued.get() || Thread.currentThread() != caller;
              failed(used, answer, topicName, failure, taken);
            }
          });
      queued.set(true);
    } catch (RuntimeException failure) {
      failed(used, answer, topicName, failure, false);
    }
    return answer;
  }

  /**
   * {@return the number of milliseconds by which record times are ahead, as {@link
   * EventLog#clockSkewMs} specifies}
   */
  long skewMs() {
    return skew.lastMs();
  }

  /**
   * Waits until the producer knows the partition of each topic, so that the first append can
   * succeed.
   *
   * @throws LogException.Unreachable if the producer does not learn the partitions in time
   */
  void learn(List<String> topicNames, long withinMs) {
    long deadlineNs = clock.monotonicNs() + TimeUnit.MILLISECONDS.toNanos(withinMs);
    try {
      // When a broker has just come back, a later answer may lack a topic that an earlier answer
      // contained.
      while (!topicNames.stream().allMatch(topicName -> knows(topicName, deadlineNs))) {
        Waiting.pause(LOOK_AGAIN);
      }
    } catch (KafkaException failed) {
      throw KafkaFailures.unreachable(where, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LogException.Unreachable(where, "interrupted while waiting for it", interrupted);
    }
  }

  private boolean knows(String topicName, long deadlineNs) {
    try {
      return !producer.partitionsFor(topicName).isEmpty();
    } catch (TimeoutException notYet) {
      if (clock.monotonicNs() >= deadlineNs) {
        throw notYet;
      }
      return false;
    }
  }

  /** Closes the producer. Appends still in flight after the given time fail. */
  void close(Duration atMost) {
    Producer<byte[], byte[]> last;
    synchronized (this) {
      closed = true;
      last = producer;
    }
    last.close(atMost);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  private void answered(
      CompletableFuture<Appended> answer,
      String topicName,
      long calledMs,
      RecordMetadata metadata) {
    if (metadata.hasOffset() && metadata.hasTimestamp()) {
      skew.note(calledMs, metadata.timestamp(), clock.wallMs());
      answer.complete(new Appended(metadata.offset(), metadata.timestamp()));
    } else {
      // This was a retry because the first answer was lost. The broker remembers that it has the
      // entry, but does not always remember at which offset.
      answer.completeExceptionally(
          new LogException.AppendTimedOut(
              topicName,
              "it was retried, and the broker does not report the offset of the first append"));
    }
  }

  private void failed(
      Producer<byte[], byte[]> used,
      CompletableFuture<Appended> answer,
      String topicName,
      Exception failure,
      boolean taken) {
    if (KafkaFailures.endsProducer(failure)) {
      replace(used);
    }
    answer.completeExceptionally(KafkaFailures.append(where, topicName, failure, taken));
  }

  private synchronized void replace(Producer<byte[], byte[]> ended) {
    long nowNs = clock.monotonicNs();
    if (closed
        || producer != ended
        || replacedNs.isPresent() && nowNs - replacedNs.getAsLong() < REPLACE_EVERY_NS) {
      return;
    }
    replacedNs = OptionalLong.of(nowNs);
    producer = producers.get();
    // Closing waits for the producer's thread, which may be the current thread.
    Thread.ofPlatform()
        .daemon()
        .name("waymark-producer-close")
        .start(() -> ended.close(Duration.ZERO));
  }

  private static ProducerRecord<byte[], byte[]> record(String name, Entry entry) {
    Header kind = new RecordHeader(KIND, entry.kind().getBytes(StandardCharsets.US_ASCII));
    return new ProducerRecord<>(
        name, PARTITION, entry.key().unsafeBytes(), entry.value(), List.of(kind));
  }
}
