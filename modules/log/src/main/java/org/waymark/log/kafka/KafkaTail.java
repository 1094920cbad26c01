package org.waymark.log.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LastRecord;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.segment.ByteString;

/**
 * A tail that reads with its own Kafka consumer, outside any consumer group.
 *
 * <p>The tail rereads the record before its position and compares the hash: before returning the
 * first record, after every reconnect to a broker, after every update of the metadata, because the
 * topic may have been deleted and created again, and whenever a new leader epoch appears. To do so,
 * it seeks to that record instead of the next one. At the start, this costs nothing. Later, a fetch
 * that is already waiting at the end of the topic delays the comparison by up to {@code
 * fetch.max.wait.ms}, unless a record is appended.
 *
 * <p>A seek includes the leader epoch of the last record. Without the epoch, a consumer silently
 * keeps reading from a topic that was truncated and has grown again.
 *
 * <p>When brokers cannot be reached, the tail replaces its consumer. A consumer ignores metadata
 * with an older leader epoch than it has seen. If the brokers come back with an older copy of their
 * disks, it therefore never gets an answer again.
 *
 * <p>Owned by the thread that polls, which alone uses the consumer. Only {@link #wakeup} is called
 * from other threads, and interrupts the consumer that is current.
 */
public final class KafkaTail implements Tail {
  private static final Logger log = LoggerFactory.getLogger(KafkaTail.class);
  private static final long NEVER = -1;

  private final Function<MetadataUpdates, Consumer<byte[], byte[]>> consumers;
  private final TopicPartition partition;
  private final String topicId;
  private final String where;

  /** Replaced by the polling thread only. */
  private volatile Consumer<byte[], byte[]> consumer;

  private BrokerConnections connections;
  private MetadataUpdates updates;
  private long nextOffset;
  private long lastOffset;
  private LastRecord last;

  /** Whether the record before the position has been read again and found unchanged. */
  private boolean compared;

  private long comparedAtOffset = NEVER;
  private double connectionsWhenCompared;
  private long updatesWhenCompared;
  private boolean reading;

  /**
   * Opens a tail. If this fails, no consumer stays open.
   *
   * @param consumers creates a consumer that the tail owns, and that updates the given counter
   */
  public KafkaTail(
      Function<MetadataUpdates, Consumer<byte[], byte[]>> consumers,
      TopicPartition partition,
      Position from,
      String where) {
    this.consumers = consumers;
    this.partition = partition;
    this.topicId = from.topicId();
    this.where = where;
    this.nextOffset = from.nextOffset();
    this.lastOffset = from.nextOffset() - 1;
    this.last = from.last();
    useNewConsumer();
  }

  private void useNewConsumer() {
    MetadataUpdates counter = new MetadataUpdates();
    Consumer<byte[], byte[]> created = consumers.apply(counter);
    try {
      created.assign(List.of(partition));
      compareAgain(created);
      consumer = created;
      connections = new BrokerConnections(created);
      updates = counter;
    } catch (RuntimeException | Error failed) {
      closeNow(created);
      throw failed;
    }
  }

  @Override
  public List<LogRecord> poll(Duration atMost) {
    try {
      return next(atMost);
    } catch (WakeupException woken) {
      return List.of();
    } catch (InterruptException interrupted) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (TimeoutException | DisconnectException | NetworkException away) {
      throw unreachable(away);
    } catch (AuthorizationException forbidden) {
      throw failed(
          unreadable(forbidden, "give this user permission to read it (deploy/topics.sh)"));
    } catch (KafkaException damaged) {
      throw failed(unreadable(damaged, "restore the record from another replica of the topic"));
    }
  }

  /** If no new consumer can be created, the tail keeps the one that it has. */
  private LogException unreachable(KafkaException away) {
    LogException failure = failed(KafkaFailures.unreachable(where, away));
    Consumer<byte[], byte[]> previous = consumer;
    useNewConsumer();
    closeNow(previous);
    return failure;
  }

  private LogException unreadable(KafkaException cause, String advice) {
    return new LogException.Unreadable(
        partition.topic(), nextOffset, KafkaFailures.reason(cause), advice, cause);
  }

  /**
   * Seeks again after a failure. A consumer keeps a fetch response that it could not read, and only
   * a seek makes it send a new request to the broker.
   */
  private LogException failed(LogException failure) {
    reading = false;
    compareAgain(consumer);
    return failure;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public boolean isReading() {
    return reading;
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    closeNow(consumer);
  }

  /**
   * Closes without waiting. There is no group to leave and nothing to commit, and the broker would
   * confirm the end of the fetch session only after the pending long poll.
   */
  private static void closeNow(Consumer<byte[], byte[]> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private void compareAgain(Consumer<byte[], byte[]> with) {
    compared = !last.isPresent();
    seek(with, compared ? nextOffset : lastOffset);
  }

  private void seek(Consumer<byte[], byte[]> with, long offset) {
    Optional<Integer> epoch =
        last.isPresent() && last.leaderEpoch() != LastRecord.NO_EPOCH
            ? Optional.of(last.leaderEpoch())
            : Optional.empty();
    with.seek(partition, new OffsetAndMetadata(offset, epoch, ""));
  }

  private List<LogRecord> next(Duration atMost) {
    // An update that arrives during the poll may be newer than the records that the poll returns.
    long updatesBefore = updates.count();
    ConsumerRecords<byte[], byte[]> polled;
    try {
      polled = consumer.poll(atMost);
    } catch (LogTruncationException truncated) {
      throw new LogException.Truncated(partition.topic(), nextOffset, divergent(truncated));
    } catch (OffsetOutOfRangeException outOfRange) {
      return outOfRange();
    }
    List<LogRecord> records = records(polled);
    if (compared && mayBeOthers(records)) {
      compareAgain(consumer);
      return List.of();
    }
    if (records.isEmpty()) {
      if (!compared || !reading) {
        nothingThere();
      }
    } else if (!compared) {
      compare(records.removeFirst());
      compared(updatesBefore);
    } else if (!last.isPresent()) {
      compared(updatesBefore);
    }
    if (compared) {
      taken(records, polled);
    }
    return records;
  }

  /** Handles an empty poll, which may mean that the topic ends before the position. */
  private void nothingThere() {
    long end = consumer.endOffsets(Set.of(partition)).get(partition);
    if (end < nextOffset) {
      throw new LogException.OutOfRange(partition.topic(), nextOffset);
    }
    reading = reading || compared && end == nextOffset;
  }

  private void compare(LogRecord found) {
    if (!last.is(topicId, found)) {
      throw new LogException.OtherContent(partition.topic(), lastOffset);
    }
  }

  /**
   * Records that the position is known to continue the records that were read.
   *
   * @param atUpdate the last metadata update that was certainly taken into account
   */
  private void compared(long atUpdate) {
    compared = true;
    comparedAtOffset = lastOffset;
    connectionsWhenCompared = connections.made();
    updatesWhenCompared = atUpdate;
  }

  /** {@return whether the records may belong to a different history from the last record} */
  private boolean mayBeOthers(List<LogRecord> records) {
    if (!last.isPresent()) {
      return false;
    }
    return connections.made() != connectionsWhenCompared
        || updates.count() != updatesWhenCompared
        || comparedAtOffset != lastOffset
            && records.stream().anyMatch(record -> record.leaderEpoch() != last.leaderEpoch());
  }

  private void taken(List<LogRecord> records, ConsumerRecords<byte[], byte[]> polled) {
    if (!records.isEmpty()) {
      last = LastRecord.of(topicId, records.getLast());
      lastOffset = records.getLast().offset();
      reading = true;
    }
    // The next offset is not computed from the last record, because a position also advances past
    // control records, which are never returned.
    Optional.ofNullable(polled.nextOffsets().get(partition))
        .ifPresent(next -> nextOffset = next.offset());
  }

  /**
   * Handles a missing record, which is either the record to compare or the next record. If
   * retention has deleted only records before the position, the topic still continues from the
   * position.
   */
  private List<LogRecord> outOfRange() {
    long start = consumer.beginningOffsets(Set.of(partition)).get(partition);
    if (compared || start != nextOffset) {
      throw new LogException.OutOfRange(partition.topic(), nextOffset);
    }
    log.warn(
        "Cannot verify that the record at offset {} of topic {} is still the one that was applied"
            + " last, because retention has deleted it. Continuing, because the topic id and the"
            + " leader epochs match",
        lastOffset,
        partition.topic());
    compared(updates.count());
    seek(consumer, nextOffset);
    return List.of();
  }

  private List<LogRecord> records(ConsumerRecords<byte[], byte[]> polled) {
    List<LogRecord> records = new ArrayList<>(polled.count());
    int epoch = last.leaderEpoch();
    for (ConsumerRecord<byte[], byte[]> each : polled.records(partition)) {
      LogRecord record = record(each);
      if (record.leaderEpoch() < epoch) {
        // Leader epochs never decrease in one topic, so this topic was recreated.
        throw new LogException.Truncated(partition.topic(), nextOffset, OptionalLong.empty());
      }
      epoch = record.leaderEpoch();
      records.add(record);
    }
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
        each.leaderEpoch().orElse(LastRecord.NO_EPOCH),
        each.timestamp(),
        each.key() == null ? ByteString.EMPTY : ByteString.owning(each.key()),
        each.value() == null ? new byte[0] : each.value());
  }
}
