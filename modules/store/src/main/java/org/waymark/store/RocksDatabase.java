package org.waymark.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The one owner of a RocksDB handle.
 *
 * <p>A native handle used after it was closed is no exception but the end of the process (SIGSEGV),
 * and so is an iterator whose database, options or column family went before it. Therefore the
 * handle is private and reached through {@link #withOpen} only, which holds a read lock while it is
 * used; closing takes the write lock, closes the {@linkplain Dependent dependents} (iterators,
 * snapshots), then column families, database, options, and last what options share. Do not hand the
 * handle out.
 *
 * <p>The write-ahead log is off: what was not flushed is lost with the process, and comes again
 * from the log. Atomic flush keeps families together, so that rows and positions go back together;
 * that, and not the seal, is what makes a crash safe.
 */
final class RocksDatabase implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 64 << 20;
  private static final long WRITE_BUFFERS_BYTES = 128 << 20;
  private static final long WRITE_BUFFER_BYTES = 32 << 20;

  /** Index and filter blocks are in the block cache, too. */
  static final long NATIVE_LIMIT_BYTES = BLOCK_CACHE_BYTES + WRITE_BUFFERS_BYTES;

  private static final double BLOOM_BITS = 10;

  static {
    // The fields of native objects below need it.
    RocksDB.loadLibrary();
  }

  private final Faults faults;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Set<Dependent> dependents = ConcurrentHashMap.newKeySet();

  // In the order of closing.
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);

  /** Asked of native code once, since every row that is written needs one. */
  private final Map<Family, Integer> familyIds = new EnumMap<>(Family.class);

  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;
  private final WriteOptions writeOptions;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final Cache cache;
  private final BloomFilter filter;

  private boolean open = true;

  /** Native objects that must be closed before the database. */
  interface Dependent {
    /** Closes them; called at most once, by the database, while nobody else uses it. */
    void closeNow(RocksDB db);
  }

  /** Told when rows cannot be read or written. Called from any thread; does not throw. */
  interface Faults {
    /**
     * @param damaged whether what is on disk is wrong, so that opening it again would not help
     */
    void unavailable(StoreException.Unavailable exception, boolean damaged);
  }

  /** A use of the open database. */
  @FunctionalInterface
  interface Use<T> {
    T of(RocksDB db) throws RocksDBException;
  }

  /**
   * Opens or makes the database of a directory.
   *
   * @throws RocksDBException when it cannot be opened; nothing is left open
   */
  RocksDatabase(Path directory, Faults faults) throws RocksDBException {
    this(faults, directory, RocksDB::open);
  }

  /**
   * {@return the database of a directory to read from: nothing in the directory changes}
   *
   * @throws RocksDBException if it cannot be opened; nothing is left open
   */
  static RocksDatabase readOnly(Path directory, Faults faults) throws RocksDBException {
    return new RocksDatabase(faults, directory, RocksDB::openReadOnly);
  }

  private interface Opening {
    RocksDB open(
        DBOptions options,
        String path,
        List<ColumnFamilyDescriptor> descriptors,
        List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  private RocksDatabase(Faults faults, Path directory, Opening opening) throws RocksDBException {
    this.faults = faults;
    cache = new LRUCache(BLOCK_CACHE_BYTES);
    filter = new BloomFilter(BLOOM_BITS);
    familyOptions = familyOptions(cache, filter);
    options = options();
    writeOptions = new WriteOptions().setDisableWAL(true);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (Family family : Family.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.columnFamily(), familyOptions));
    }
    try {
      db = opening.open(options, directory.toString(), descriptors, handles);
    } catch (RocksDBException e) {
      closeOptions();
      throw e;
    }
    for (Family family : Family.values()) {
      ColumnFamilyHandle handle = handles.get(family.ordinal() + 1);
      families.put(family, handle);
      familyIds.put(family, handle.getID());
    }
  }

  private static ColumnFamilyOptions familyOptions(Cache cache, BloomFilter filter) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(filter));
  }

  private static DBOptions options() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setAtomicFlush(true)
        // Closing flushes by itself, so that the seal describes what it leaves.
        .setAvoidFlushDuringShutdown(true)
        .setDbWriteBufferSize(WRITE_BUFFERS_BYTES)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0);
  }

  /**
   * {@return the result of the use}
   *
   * @param what is being done, for people
   * @throws StoreException.Closed after {@link #close}
   * @throws StoreException.Unavailable when RocksDB fails
   */
  <T> T withOpen(String what, Use<T> use) {
    lock.readLock().lock();
    try {
      if (!open) {
        throw new StoreException.Closed();
      }
      return use.of(db);
    } catch (RocksDBException e) {
      throw unavailable(what, e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Does what {@link #withOpen} does, or nothing after {@link #close}. */
  void ifOpen(String what, Use<?> use) {
    lock.readLock().lock();
    try {
      if (open) {
        withOpen(what, use);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private StoreException.Unavailable unavailable(String what, RocksDBException e) {
    StoreException.Unavailable exception = new StoreException.Unavailable(what, e);
    faults.unavailable(exception, isDamage(e));
    return exception;
  }

  /** {@return whether the failure says that files are wrong or missing} */
  static boolean isDamage(RocksDBException e) {
    Status status = e.getStatus();
    if (status == null) {
      return true;
    }
    return switch (status.getCode()) {
      case Corruption, NotFound, InvalidArgument, NotSupported, Incomplete -> true;
      case IOError ->
          status.getSubCode() == Status.SubCode.None
              && String.valueOf(e.getMessage()).contains("No such file");
      default -> false;
    };
  }

  /** Writes the changes, all or none. */
  void write(RowBatch batch) {
    BatchBytes bytes = new BatchBytes(familyIds::get);
    withOpen(
        "write a batch",
        db -> {
          batch.forEach(bytes);
          try (WriteBatch writes = new WriteBatch(bytes.toBytes())) {
            db.write(writeOptions, writes);
          }
          return null;
        });
  }

  /** Writes down everything that was written before. */
  void flush() {
    withOpen(
        "flush",
        db -> {
          try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, List.copyOf(families.values()));
          }
          return null;
        });
  }

  /** {@return the value of a row as it is on disk, whatever is in memory} */
  Optional<byte[]> persisted(Family family, byte[] key) {
    return withOpen(
        "read back a row",
        db -> {
          try (ReadOptions onDisk = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER)) {
            return Optional.ofNullable(db.get(families.get(family), onDisk, key));
          }
        });
  }

  /** {@return the names of the tables and of the manifest that make up the database now} */
  List<String> liveFiles() {
    return withOpen(
        "list its files",
        db ->
            db.getLiveFiles(false).files.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .filter(name -> name.endsWith(".sst") || name.startsWith("MANIFEST"))
                .toList());
  }

  /** {@return the column family, for use within {@link #withOpen}} */
  ColumnFamilyHandle family(Family family) {
    return families.get(family);
  }

  /** Registers native objects that were made within {@link #withOpen}, in the same use. */
  void register(Dependent dependent) {
    dependents.add(dependent);
  }

  /** Takes back a registration, whose owner has closed the objects in the same use. */
  void unregister(Dependent dependent) {
    dependents.remove(dependent);
  }

  /** Closes everything; what was not flushed is gone. A second call does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!open) {
        return;
      }
      open = false;
      dependents.forEach(dependent -> dependent.closeNow(db));
      dependents.clear();
      handles.forEach(ColumnFamilyHandle::close);
      db.close();
      closeOptions();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void closeOptions() {
    writeOptions.close();
    options.close();
    familyOptions.close();
    cache.close();
    filter.close();
  }
}
