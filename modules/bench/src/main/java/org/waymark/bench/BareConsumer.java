package org.waymark.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.RocksDBException;

/** Does the minimum work of a consumer that stores a topic in RocksDB. For use by one thread. */
final class BareConsumer implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS_UNTIL_LOST = 20;
  private final TopicPartition partition;
  private final Consumer<byte[], byte[]> consumer;
  private final Batches batches;
  private List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(HistoryLog.BATCH);
  private long next;

  /** Stores batches of records. */
  @FunctionalInterface
  interface Batches {
    void store(List<ConsumerRecord<byte[], byte[]>> records) throws IOException, RocksDBException;
  }

  /**
   * @param batches called with as many records as a replica applies at a time
   */
  BareConsumer(String bootstrapServers, String topic, Batches batches) {
    this.batches = batches;
    partition = new TopicPartition(topic, 0);
    consumer = RawLog.consumer(bootstrapServers);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /**
   * Stores records until a position is reached or passed.
   *
   * @param end the end of the topic, at which a batch may have fewer records
   * @return the position reached
   */
  long storeUpTo(long position, long end) throws IOException, RocksDBException {
    int empty = 0;
    while (next < position) {
      List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
      if (polled.isEmpty() && ++empty == POLLS_UNTIL_LOST) {
        throw new InvalidRunException("the bare consumer received no more records");
      }
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        batch.add(record);
        if (batch.size() == HistoryLog.BATCH || record.offset() + 1 == end) {
          batches.store(batch);
          next = record.offset() + 1;
          batch = new ArrayList<>(HistoryLog.BATCH);
        }
      }
    }
    return next;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
