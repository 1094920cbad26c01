package org.waymark.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.RocksDBException;

/**
 * Does the minimum work of a consumer that stores a topic in RocksDB: after each poll, it writes
 * one batch with keys, values and the position, without a write-ahead log. The settings are the
 * same as for a replica's store. For use by one thread.
 */
final class BareConsumer implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS_UNTIL_LOST = 20;
  private final TopicPartition partition;
  private final Consumer<byte[], byte[]> consumer;
  private final BareRows rows;

  BareConsumer(String bootstrapServers, String topic, Path folder) throws RocksDBException {
    rows = BareRows.ofRecords(folder);
    partition = new TopicPartition(topic, 0);
    consumer = RawLog.consumer(bootstrapServers);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /**
   * Writes records until a position is reached or passed.
   *
   * @return the position reached
   */
  long writeUpTo(long position) throws RocksDBException {
    long next = consumer.position(partition);
    int empty = 0;
    while (next < position) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (records.isEmpty() && ++empty == POLLS_UNTIL_LOST) {
        throw new InvalidRunException("the bare consumer received no more records");
      }
      if (!records.isEmpty()) {
        next = write(records.records(partition));
      }
    }
    return next;
  }

  private long write(List<ConsumerRecord<byte[], byte[]>> records) throws RocksDBException {
    long next = records.getLast().offset() + 1;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      rows.put(record.key(), record.value());
    }
    rows.commit(next);
    return next;
  }

  /** {@return whether the key has a value} */
  boolean holds(byte[] key) throws RocksDBException {
    return rows.holds(key);
  }

  @Override
  public void close() {
    consumer.close();
    rows.close();
  }
}
