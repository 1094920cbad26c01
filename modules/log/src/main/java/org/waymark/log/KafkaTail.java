package org.waymark.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.waymark.segment.ByteString;

/**
 * A tail by a Kafka consumer of its own, without a group.
 *
 * <p>The position is sought with the leader epoch of the last record: without it a consumer reads
 * on silently in a topic that was truncated and grew again.
 */
final class KafkaTail implements Tail {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final String where;
  private long nextOffset;
  private int leaderEpoch;

  /** {@return a tail that owns the consumer} The consumer is closed even if it cannot be opened. */
  static KafkaTail open(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, Position from, String where) {
    try {
      return new KafkaTail(consumer, partition, from, where);
    } catch (RuntimeException | Error failed) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw failed;
    }
  }

  private KafkaTail(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, Position from, String where) {
    this.consumer = consumer;
    this.partition = partition;
    this.where = where;
    this.nextOffset = from.nextOffset();
    this.leaderEpoch = from.leaderEpoch();
    Optional<Integer> epoch =
        leaderEpoch == Position.NO_EPOCH ? Optional.empty() : Optional.of(leaderEpoch);
    consumer.assign(List.of(partition));
    consumer.seek(partition, new OffsetAndMetadata(nextOffset, epoch, ""));
  }

  @Override
  public List<LogRecord> poll(Duration atMost) {
    try {
      return taken(consumer.poll(atMost));
    } catch (WakeupException woken) {
      return List.of();
    } catch (InterruptException interrupted) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (LogTruncationException truncated) {
      throw new LogException.Truncated(partition.topic(), nextOffset, divergent(truncated));
    } catch (OffsetOutOfRangeException outOfRange) {
      throw new LogException.OutOfRange(partition.topic(), nextOffset);
    } catch (KafkaException failed) {
      throw KafkaFailures.unreachable(where, failed);
    }
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  /**
   * Waits for nothing: there is no group to leave and nothing to commit, and the broker answers the
   * end of a fetch session only after the long poll before it.
   */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private List<LogRecord> taken(ConsumerRecords<byte[], byte[]> polled) {
    List<LogRecord> records = new ArrayList<>(polled.count());
    int epoch = leaderEpoch;
    for (ConsumerRecord<byte[], byte[]> each : polled.records(partition)) {
      LogRecord record = record(each);
      if (record.leaderEpoch() < epoch) {
        // Epochs never fall in one topic: this one was made again.
        throw new LogException.Truncated(partition.topic(), nextOffset, OptionalLong.empty());
      }
      epoch = record.leaderEpoch();
      records.add(record);
    }
    leaderEpoch = epoch;
    // Not the last record's: a position also passes control records, which are never returned.
    Optional.ofNullable(polled.nextOffsets().get(partition))
        .ifPresent(next -> nextOffset = next.offset());
    return records;
  }

  private OptionalLong divergent(LogTruncationException truncated) {
    return Optional.ofNullable(truncated.divergentOffsets().get(partition)).stream()
        .mapToLong(OffsetAndMetadata::offset)
        .findFirst();
  }

  private static LogRecord record(ConsumerRecord<byte[], byte[]> each) {
    return new LogRecord(
        each.offset(),
        each.leaderEpoch().orElse(Position.NO_EPOCH),
        each.timestamp(),
        each.key() == null ? ByteString.EMPTY : ByteString.owning(each.key()),
        each.value() == null ? new byte[0] : each.value());
  }
}
