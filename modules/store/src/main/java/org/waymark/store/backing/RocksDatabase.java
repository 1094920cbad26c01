package org.waymark.store.backing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.waymark.store.row.BatchBytes;
import org.waymark.store.row.Family;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.StoreException;

/**
 * The single owner of a RocksDB handle.
 *
 * <p>Using a native handle after it has been closed kills the process (SIGSEGV) instead of throwing
 * an exception. The same happens if an iterator is used after its database, options or column
 * family has been closed. The handle is therefore private, and can be used only through {@link
 * #withOpen}, under an {@link OpenGuard}. Closing waits for all uses, and then closes the
 * {@linkplain Dependent dependents} (iterators, snapshots), then column families, database,
 * options, and finally the objects that options share. Never pass the handle on.
 *
 * <p>The write-ahead log is disabled: changes that have not been flushed are lost when the process
 * ends, and are applied again from the Kafka log. Atomic flush keeps the column families
 * consistent, so that rows and positions revert together. This is what makes a crash safe; the seal
 * is not needed for it.
 *
 * <p>Any number of threads may read; one thread writes and flushes. The set of dependents is
 * concurrent, because readers register and unregister on their own threads.
 */
public final class RocksDatabase implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 64 << 20;

  /**
   * The number of cache shards, as a power of two. A few large shards are used, because a block
   * larger than its shard is never cached and has to be read for each lookup.
   */
  private static final int CACHE_SHARD_BITS = 2;

  private static final long WRITE_BUFFERS_BYTES = 128 << 20;
  private static final long WRITE_BUFFER_BYTES = 32 << 20;

  /**
   * The maximum amount of native memory, including index and filter blocks, which are kept in the
   * block cache.
   */
  public static final long NATIVE_LIMIT_BYTES = BLOCK_CACHE_BYTES + WRITE_BUFFERS_BYTES;

  private static final double BLOOM_BITS = 10;

  private static final long BLOCK_BYTES = 4 << 10;

  /**
   * The block size of the table with the versions of each path. All changes of a path in a few days
   * fit in one block, so that a lookup in a large history reads fewer blocks of rows and of the
   * index.
   */
  private static final long HISTORY_BLOCK_BYTES = 16 << 10;

  /**
   * The maximum number of open table files. The limit is needed because each flush adds small files
   * to append-only tables, which no compaction merges, so a long history consists of more files
   * than a process may open.
   */
  private static final int MAX_OPEN_FILES = 2_000;

  static {
    // The library is loaded first, because the fields below contain native objects.
    RocksLibrary.load();
  }

  private volatile Faults faults = exception -> {};
  private final OpenGuard guard = new OpenGuard();
  private final Set<Dependent> dependents = ConcurrentHashMap.newKeySet();

  // The fields are listed in the order in which they are closed.
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);

  /**
   * The ids of the column families, read from native code only once, because an id is needed for
   * every row that is written.
   */
  private final Map<Family, Integer> familyIds = new EnumMap<>(Family.class);

  /** Reused for each batch, because a batch takes megabytes. */
  private final BatchBytes batchBytes = new BatchBytes(familyIds::get);

  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;
  private final WriteOptions writeOptions;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final ColumnFamilyOptions historyOptions;
  private final Cache cache;
  private final BloomFilter filter;

  /**
   * Native objects that must be closed before the database. This is an interface because the only
   * implementation uses this class, so this class must not depend on the implementation.
   */
  interface Dependent {
    /**
     * Closes the objects. The database calls this at most once, while no other thread uses the
     * database.
     */
    void closeNow(RocksDB db);
  }

  /**
   * Receives a notification when rows cannot be read or written. The method may be called from any
   * thread, and must not throw an exception.
   */
  interface Faults {
    void unavailable(StoreException.Unavailable exception);
  }

  /** An operation on the open database. */
  @FunctionalInterface
  interface Use<T> {
    T of(RocksDB db) throws RocksDBException;
  }

  /** The ways to open a database. */
  public enum Mode {
    /** Create a database in a directory that is empty or missing. */
    MADE,
    /**
     * Open an existing database. If a part is missing, opening fails instead of creating an empty
     * part.
     */
    THERE,
    /** Open an existing database without writing any file. */
    READ_ONLY
  }

  /**
   * Opens or creates the database of a directory.
   *
   * @throws RocksDBException if it cannot be opened; nothing is left open
   */
  public RocksDatabase(Path directory, Mode mode) throws RocksDBException {
    cache = new LRUCache(BLOCK_CACHE_BYTES, CACHE_SHARD_BITS);
    filter = new BloomFilter(BLOOM_BITS);
    familyOptions = familyOptions(cache, filter, BLOCK_BYTES);
    historyOptions = familyOptions(cache, filter, HISTORY_BLOCK_BYTES);
    options = options(mode == Mode.MADE);
    writeOptions = new WriteOptions().setDisableWAL(true);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    List<Family> found;
    try {
      String path = directory.toString();
      found = mode == Mode.MADE ? List.of(Family.values()) : found(path);
      for (Family family : found) {
        descriptors.add(
            new ColumnFamilyDescriptor(
                family.columnFamily(), family == Family.HISTORY ? historyOptions : familyOptions));
      }
      db =
          mode == Mode.READ_ONLY
              ? RocksDB.openReadOnly(options, path, descriptors, handles)
              : RocksDB.open(options, path, descriptors, handles);
    } catch (RocksDBException e) {
      closeOptions();
      throw e;
    }
    for (int i = 0; i < found.size(); i++) {
      ColumnFamilyHandle handle = handles.get(i + 1);
      families.put(found.get(i), handle);
      familyIds.put(found.get(i), handle.getID());
    }
  }

  /** {@return the tables of a database; a database of another build may have fewer} */
  private static List<Family> found(String path) throws RocksDBException {
    Set<String> names = new HashSet<>();
    try (Options none = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(none, path)) {
        names.add(new String(name, StandardCharsets.US_ASCII));
      }
    }
    return Stream.of(Family.values()).filter(family -> names.contains(family.label())).toList();
  }

  /** {@return the tables that the database does not have, so that it must not be used} */
  List<Family> missing() {
    return Stream.of(Family.values()).filter(family -> !families.containsKey(family)).toList();
  }

  private static ColumnFamilyOptions familyOptions(
      Cache cache, BloomFilter filter, long blockBytes) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(blockBytes)
                .setCacheIndexAndFilterBlocks(true)
                // Without this setting, each file has one index block and one filter block, which
                // grow with the file.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(filter));
  }

  private static DBOptions options(boolean make) {
    return new DBOptions()
        .setCreateIfMissing(make)
        .setCreateMissingColumnFamilies(make)
        .setParanoidChecks(true)
        .setAtomicFlush(true)
        // The store flushes and seals before it closes. Nothing may be flushed after that, or the
        // seal would no longer describe the final state.
        .setAvoidFlushDuringShutdown(true)
        .setDbWriteBufferSize(WRITE_BUFFERS_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0);
  }

  /**
   * Starts reporting failures. Before this call, the code that opens the database handles them.
   *
   * @param told notified of failures of this database only
   */
  void reportTo(Faults told) {
    faults = told;
  }

  /**
   * Performs a reading operation.
   *
   * @param what describes the operation, in words that can follow "cannot"
   * @throws StoreException.Closed after {@link #close}
   * @throws StoreException.Unavailable if RocksDB fails
   */
  <T> T withOpen(String what, Use<T> use) {
    // RocksDB fails to read only if a file is damaged or missing.
    return withOpen(what, use, e -> true);
  }

  /**
   * Checks that the database is open.
   *
   * @throws StoreException.Closed if it has been closed
   */
  void requireOpen() {
    guard.use(() -> null);
  }

  /** Performs a writing operation. A failure need not mean damage, because the disk may be full. */
  private <T> T writing(String what, Use<T> use) {
    return withOpen(what, use, e -> isCorruption(e.getStatus()));
  }

  private <T> T withOpen(String what, Use<T> use, Predicate<RocksDBException> isDamage) {
    try {
      return guard.use(() -> use.of(db));
    } catch (RocksDBException e) {
      StoreException.Unavailable exception =
          new StoreException.Unavailable(what, e, isDamage.test(e));
      faults.unavailable(exception);
      throw exception;
    }
  }

  private static boolean isCorruption(Status status) {
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  /** Like {@link #withOpen}, but does nothing after {@link #close}. */
  void ifOpen(String what, Use<?> use) {
    guard.ifOpen(() -> withOpen(what, use));
  }

  /** Writes the changes of a batch atomically. */
  void write(RowBatch batch) {
    synchronized (batchBytes) {
      writing(
          "write a batch",
          db -> {
            batchBytes.clear();
            batch.forEach(batchBytes);
            try (WriteBatch writes = new WriteBatch(batchBytes.toBytes())) {
              db.write(writeOptions, writes);
            }
            return null;
          });
    }
  }

  /** Flushes everything written so far to disk. */
  void flush() {
    writing(
        "flush",
        db -> {
          try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, List.copyOf(families.values()));
          }
          return null;
        });
  }

  /** {@return the value of a row on disk, ignoring changes that are only in memory} */
  Optional<byte[]> persisted(Family family, byte[] key) {
    return withOpen(
        "read back a row",
        db -> {
          try (ReadOptions onDisk = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER)) {
            return Optional.ofNullable(db.get(families.get(family), onDisk, key));
          }
        });
  }

  /** {@return the names of the files that currently make up the database} */
  List<String> liveFiles() {
    return writing(
        "list its files",
        db ->
            db.getLiveFiles(false).files.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .toList());
  }

  /**
   * {@return a description of the first table that is missing, or whose size differs from that in
   * the manifest; empty if there is none}
   *
   * @param directory the directory of the database
   */
  Optional<String> tableFault(Path directory) throws IOException {
    return guard.use(() -> TableFiles.fault(db, directory));
  }

  /**
   * Flushes all writes, and copies the database to a folder by creating hard links to its tables.
   * Other threads can continue to read and write.
   *
   * @param folder the folder to create, which must not exist; its parent must be on the same disk
   *     as the database
   * @throws StoreException.NotCopied if the folder cannot be created, although the store is intact
   */
  void checkpoint(Path folder) {
    try {
      guard.use(
          () -> {
            try (Checkpoint checkpoint = Checkpoint.create(db)) {
              checkpoint.createCheckpoint(folder.toString());
            }
            return null;
          });
    } catch (RocksDBException e) {
      throw new StoreException.NotCopied(folder, e);
    }
  }

  /** Reads every table completely and verifies its checksums. */
  void verifyChecksums() {
    withOpen(
        "verify its tables",
        db -> {
          db.verifyChecksum();
          return null;
        });
  }

  /** {@return RocksDB's estimate of the number of rows} */
  long estimatedRows() {
    return withOpen(
        "estimate the number of its rows",
        db -> {
          long all = 0;
          for (ColumnFamilyHandle family : families.values()) {
            all += db.getLongProperty(family, "rocksdb.estimate-num-keys");
          }
          return all;
        });
  }

  /** {@return the handle of the column family, for use within {@link #withOpen}} */
  ColumnFamilyHandle family(Family family) {
    return families.get(family);
  }

  /**
   * Registers native objects for closing. Called in the same {@link #withOpen} that created them.
   */
  void register(Dependent dependent) {
    dependents.add(dependent);
  }

  /** Undoes a registration. Called in the same {@link #withOpen} that closes the objects. */
  void unregister(Dependent dependent) {
    dependents.remove(dependent);
  }

  /**
   * Closes everything; changes that have not been flushed are lost. Further calls have no effect.
   */
  @Override
  public void close() {
    guard.close(
        () -> {
          dependents.forEach(dependent -> dependent.closeNow(db));
          dependents.clear();
          handles.forEach(ColumnFamilyHandle::close);
          db.close();
          closeOptions();
        });
  }

  private void closeOptions() {
    writeOptions.close();
    options.close();
    familyOptions.close();
    historyOptions.close();
    cache.close();
    filter.close();
  }
}
