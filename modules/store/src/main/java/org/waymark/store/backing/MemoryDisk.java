package org.waymark.store.backing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * A simulated store directory in memory, for simulations in which processes are killed. Like
 * RocksDB without a write-ahead log, its database loses the newest commits if the process ends
 * without a flush; {@link #crash} decides how many. Not thread-safe.
 */
public final class MemoryDisk {
  private Database database = new Database();

  /** The database that is being built to replace the current one. */
  private Optional<Database> beside = Optional.empty();

  /**
   * Opens the database for the next process. If the current database was abandoned, it is replaced
   * by the database built beside it, or by an empty database.
   *
   * @param version the apply version to assume if there are no rows
   */
  public Backing open(ApplyVersion version) {
    if (database.abandoned) {
      database = beside.orElseGet(Database::new);
    }
    beside = Optional.empty();
    return new DiskBacking(database, version);
  }

  /** {@return the number of commits that have not been flushed} */
  public int unflushed() {
    return database.unflushed.size();
  }

  /**
   * Loses the newest commits, as when the process that uses the disk is killed.
   *
   * @param kept the number of commits after the last flush that survive; a database that is being
   *     built beside the current one loses all of its commits
   */
  public void crash(int kept) {
    database.crash(kept);
    beside.ifPresent(built -> built.crash(0));
  }

  /** A database, with a copy of the rows that would survive a crash of the process. */
  private static final class Database implements Rows {
    private MemoryRows rows = new MemoryRows();
    private MemoryRows flushed = new MemoryRows();
    private final List<RowBatch> unflushed = new ArrayList<>();
    private boolean whole;
    private boolean abandoned;

    @Override
    public RowSnapshot latest() {
      return rows.latest();
    }

    @Override
    public RowSnapshot snapshot() {
      return rows.snapshot();
    }

    @Override
    public long version() {
      return rows.version();
    }

    @Override
    public void commit(RowBatch batch) {
      rows.commit(batch);
      unflushed.add(batch);
    }

    @Override
    public void flush() {
      unflushed.forEach(flushed::commit);
      unflushed.clear();
    }

    @Override
    public void close() {
      // The disk keeps the rows.
    }

    private void crash(int kept) {
      unflushed.subList(0, kept).forEach(flushed::commit);
      unflushed.clear();
      rows = flushed.copy();
    }
  }

  private final class DiskBacking implements Backing {
    private final Database used;
    private final ApplyVersion version;
    private final OpenedState opened;
    private final CompletableFuture<StoreException.Unavailable> failure = new CompletableFuture<>();

    DiskBacking(Database used, ApplyVersion version) {
      this.used = used;
      this.version = version;
      try (RowSnapshot latest = used.latest()) {
        opened = OpenedState.of(latest, version);
      }
    }

    @Override
    public String place() {
      return "memory";
    }

    @Override
    public Rows rows() {
      return used;
    }

    @Override
    public OpenedState opened() {
      return opened;
    }

    @Override
    public void checkpoint() {
      throw new UnsupportedOperationException("a store in memory has no files to copy");
    }

    @Override
    public Backing beside() {
      Database built = new Database();
      beside = Optional.of(built);
      return new DiskBacking(built, version);
    }

    @Override
    public Backing again() {
      return new DiskBacking(used, version);
    }

    @Override
    public Provenance provenance() {
      return new Provenance.Fresh();
    }

    @Override
    public CompletableFuture<StoreException.Unavailable> failure() {
      return failure;
    }

    @Override
    public void flush() {
      used.flush();
    }

    @Override
    public boolean whole() {
      return used.whole;
    }

    @Override
    public void markWhole() {
      try (RowSnapshot flushed = used.flushed.latest()) {
        used.whole = flushed.get(Family.POSITIONS, Keys.POSITIONS).isPresent();
      }
    }

    @Override
    public Optional<String> replayNote() {
      return Optional.empty();
    }

    @Override
    public void abandon(String why) {
      used.abandoned = true;
    }

    @Override
    public void close() {
      used.close();
    }
  }
}
