package org.waymark.store.backing;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoredRow;

/**
 * Rows in RocksDB, with one column family for each {@link Family}.
 *
 * <p>Every request takes a snapshot, and most requests see the same state as the previous request.
 * Therefore, readers are pooled and keep their snapshots and iterators until the next commit. Idle
 * readers would pin files on disk, so each flush closes them.
 *
 * <p>Owned by a store. One thread commits and flushes; any number of threads may take snapshots. A
 * reader belongs to one snapshot at a time, and to the pool, a concurrent queue, in between.
 */
public final class RocksRows implements Rows {
  private static final int MAX_IDLE_READERS = 32;

  private final RocksDatabase database;
  private final AtomicLong commits = new AtomicLong();
  private final ConcurrentLinkedQueue<RocksReader> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger idleCount = new AtomicInteger();

  public RocksRows(RocksDatabase database) {
    this.database = database;
  }

  @Override
  public RowSnapshot latest() {
    return snapshot();
  }

  @Override
  public long version() {
    database.requireOpen();
    return commits.get();
  }

  @Override
  public void commit(RowBatch batch) {
    database.write(batch);
    commits.incrementAndGet();
  }

  @Override
  public RowSnapshot snapshot() {
    // The version is read before the snapshot is taken, so that the state is at least as new as its
    // version.
    long version = commits.get();
    RocksReader reader = idle.poll();
    if (reader == null) {
      return new Lease(RocksReader.of(database, version));
    }
    idleCount.decrementAndGet();
    if (reader.version() != version) {
      reader.renew(version);
    } else {
      // Nothing else on the way to a cached answer would notice that the database is closed.
      database.requireOpen();
    }
    return new Lease(reader);
  }

  private void giveBack(RocksReader reader) {
    if (idleCount.incrementAndGet() > MAX_IDLE_READERS) {
      idleCount.decrementAndGet();
      reader.close();
    } else {
      idle.add(reader);
    }
  }

  @Override
  public void flush() {
    for (RocksReader reader = idle.poll(); reader != null; reader = idle.poll()) {
      idleCount.decrementAndGet();
      reader.close();
    }
    database.flush();
  }

  @Override
  public void close() {
    database.close();
  }

  /** A reader borrowed from the pool; the first close returns it. */
  private final class Lease implements RowSnapshot {
    private Optional<RocksReader> reader;

    Lease(RocksReader reader) {
      this.reader = Optional.of(reader);
    }

    private RocksReader reader() {
      return reader.orElseThrow(() -> new IllegalStateException("the view is closed"));
    }

    @Override
    public Optional<byte[]> get(Family family, byte[] key) {
      return reader().get(family, key);
    }

    @Override
    public void scan(Family family, byte[] prefix, RowVisitor visitor) {
      reader().scan(family, prefix, visitor);
    }

    @Override
    public void scanFrom(Family family, byte[] from, RowVisitor visitor) {
      reader().scanFrom(family, from, visitor);
    }

    @Override
    public Optional<StoredRow> firstFrom(Family family, byte[] from) {
      return reader().firstFrom(family, from);
    }

    @Override
    public long version() {
      return reader().version();
    }

    @Override
    public Positions positions(ApplyVersion applyVersion) {
      return reader().positions(applyVersion);
    }

    @Override
    public void close() {
      reader.ifPresent(RocksRows.this::giveBack);
      reader = Optional.empty();
    }
  }
}
