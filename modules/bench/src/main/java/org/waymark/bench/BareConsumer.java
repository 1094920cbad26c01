package org.waymark.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Does the minimum work of a consumer that stores a topic in RocksDB: after each poll, it writes
 * one batch of keys and values and the position, without a write-ahead log. The settings are those
 * of a replica's store. For use by one thread.
 */
final class BareConsumer implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS_UNTIL_LOST = 20;
  private static final long WRITE_BUFFER_BYTES = 32 << 20;
  private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);

  static {
    // Load RocksDB first, because the fields below hold native objects.
    RocksDB.loadLibrary();
  }

  private final TopicPartition partition;
  private final Consumer<byte[], byte[]> consumer;
  private final ColumnFamilyOptions familyOptions =
      new ColumnFamilyOptions()
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setCompressionType(CompressionType.LZ4_COMPRESSION);
  private final DBOptions options =
      new DBOptions()
          .setCreateIfMissing(true)
          .setCreateMissingColumnFamilies(true)
          .setAtomicFlush(true)
          .setAvoidFlushDuringShutdown(true);
  private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB db;

  BareConsumer(String bootstrapServers, String topic, Path folder) throws RocksDBException {
    db =
        RocksDB.open(
            options,
            folder.toString(),
            List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                new ColumnFamilyDescriptor(POSITION, familyOptions)),
            families);
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
    try (WriteBatch batch = new WriteBatch()) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        batch.put(families.getFirst(), record.key(), record.value());
      }
      batch.put(
          families.getLast(), POSITION, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
      db.write(writeOptions, batch);
    }
    return next;
  }

  /** {@return whether there is a value for the key} */
  boolean holds(byte[] key) throws RocksDBException {
    return db.get(families.getFirst(), key) != null;
  }

  @Override
  public void close() {
    consumer.close();
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    writeOptions.close();
    options.close();
    familyOptions.close();
  }
}
