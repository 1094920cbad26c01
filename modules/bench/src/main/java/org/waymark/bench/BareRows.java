package org.waymark.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;

/**
 * Keys, values and a position in RocksDB, written in batches without a write-ahead log. The
 * settings are the same as for a replica's store. For use by one thread.
 */
final class BareRows implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 32 << 20;
  private static final long WRITE_BUFFERS_BYTES = 128 << 20;
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
          .setAvoidFlushDuringShutdown(true)
          .setDbWriteBufferSize(WRITE_BUFFERS_BYTES);
  private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
  private final WriteBatch batch = new WriteBatch();
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB db;

  private BareRows(Path folder, List<byte[]> names) throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    names.forEach(name -> descriptors.add(new ColumnFamilyDescriptor(name, familyOptions)));
    db = RocksDB.open(options, folder.toString(), descriptors, families);
  }

  /** Creates a database for records and a position. */
  static BareRows ofRecords(Path folder) throws RocksDBException {
    return new BareRows(folder, List.of(POSITION));
  }

  /** Creates a database with the families of a store. */
  static BareRows ofStore(Path folder) throws RocksDBException {
    return new BareRows(folder, Arrays.stream(Family.values()).map(Family::columnFamily).toList());
  }

  /** {@return the id of a family of a store} New families are numbered in the order of creation. */
  static int columnFamily(Family family) {
    return family.ordinal() + 1;
  }

  /** Writes changes that {@link RowsFile} kept. */
  void write(byte[] changes) throws RocksDBException {
    try (WriteBatch kept = new WriteBatch(changes)) {
      db.write(writeOptions, kept);
    }
  }

  /** Adds a row of a store to the batch. */
  void put(Family family, byte[] key, byte[] value) throws RocksDBException {
    batch.put(families.get(columnFamily(family)), key, value);
  }

  /** Writes the batch, and begins the next one. */
  void commit() throws RocksDBException {
    db.write(writeOptions, batch);
    batch.clear();
  }

  /** Flushes everything written to disk. */
  void flush() throws RocksDBException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait, families);
    }
  }

  /** {@return the value of a row of a store} */
  byte[] get(Family family, byte[] key) throws RocksDBException {
    return db.get(families.get(columnFamily(family)), key);
  }

  /** {@return an iterator over a table of a store, which must be closed before the database} */
  RocksIterator iterator(Family family) {
    return db.newIterator(families.get(columnFamily(family)));
  }

  /** Adds a row to the batch. */
  void put(byte[] key, byte[] value) throws RocksDBException {
    batch.put(families.getFirst(), key, value);
  }

  /** Writes the batch together with the position after it, and begins the next batch. */
  void commit(long next) throws RocksDBException {
    batch.put(families.getLast(), POSITION, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    commit();
  }

  /** {@return whether the batches of a store have been written, with the positions} */
  boolean holdsPositions() throws RocksDBException {
    return db.get(families.get(columnFamily(Family.POSITIONS)), Keys.POSITIONS) != null;
  }

  /** {@return whether the key has a value} */
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
