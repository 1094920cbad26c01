package org.waymark.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * Keys, values and a position in RocksDB, written in batches without a write-ahead log. The
 * settings are those of a replica's store. For use by one thread.
 */
final class BareRows implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 32 << 20;
  private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);

  static {
    // The library is loaded first, because the fields below hold native objects.
    RocksDB.loadLibrary();
  }

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
  private final WriteBatch batch = new WriteBatch();
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB db;

  BareRows(Path folder) throws RocksDBException {
    db =
        RocksDB.open(
            options,
            folder.toString(),
            List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                new ColumnFamilyDescriptor(POSITION, familyOptions)),
            families);
  }

  /** Adds a row to the batch. */
  void put(byte[] key, byte[] value) throws RocksDBException {
    batch.put(families.getFirst(), key, value);
  }

  /** Writes the batch with the position after it, and begins the next batch. */
  void commit(long next) throws RocksDBException {
    batch.put(families.getLast(), POSITION, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    db.write(writeOptions, batch);
    batch.clear();
  }

  /** {@return whether there is a value for the key} */
  boolean holds(byte[] key) throws RocksDBException {
    return db.get(families.getFirst(), key) != null;
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    batch.close();
    writeOptions.close();
    options.close();
    familyOptions.close();
  }
}
