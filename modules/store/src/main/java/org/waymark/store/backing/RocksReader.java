package org.waymark.store.backing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.StoredRow;

/**
 * Reads one snapshot of the database. The reader has one iterator per family, which it reuses for
 * further scans and, after {@link #renew}, for further snapshots. Used by one thread at a time.
 *
 * <p>Every native object is created, used and closed within {@link RocksDatabase#withOpen}.
 */
final class RocksReader implements RowReader, RocksDatabase.Dependent {
  private final RocksDatabase database;
  private final ReadOptions options;
  private final Map<Family, RocksIterator> iterators = new EnumMap<>(Family.class);
  private Snapshot snapshot;
  private long version;

  /** The positions in the snapshot, once they have been read. */
  private Optional<Positions> positions = Optional.empty();

  private RocksReader(RocksDatabase database, Snapshot snapshot, long version) {
    this.database = database;
    this.snapshot = snapshot;
    this.version = version;
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  /**
   * Creates a reader of the current state.
   *
   * @param version the version number of that state, or of an earlier one
   */
  static RocksReader of(RocksDatabase database, long version) {
    return database.withOpen(
        "take a snapshot",
        db -> {
          RocksReader reader = new RocksReader(database, db.getSnapshot(), version);
          database.register(reader);
          return reader;
        });
  }

  /** {@return the version number of the state that this reader reads} */
  long version() {
    return version;
  }

  /** {@return the positions of the state, which are read once for each snapshot} */
  Positions positions(ApplyVersion applyVersion) {
    if (positions.isEmpty()) {
      positions = Optional.of(Positions.of(this, applyVersion));
    }
    return positions.get();
  }

  /** Moves the reader to the current state. */
  void renew(long newVersion) {
    database.withOpen(
        "renew a snapshot",
        db -> {
          Snapshot old = snapshot;
          snapshot = db.getSnapshot();
          options.setSnapshot(snapshot);
          version = newVersion;
          positions = Optional.empty();
          try {
            for (RocksIterator iterator : iterators.values()) {
              iterator.refresh(snapshot);
            }
          } finally {
            release(db, old);
          }
          return null;
        });
  }

  private static void release(RocksDB db, Snapshot snapshot) {
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) {
    return database.withOpen(
        "read a row of " + family,
        db -> Optional.ofNullable(db.get(database.family(family), options, key)));
  }

  @Override
  public void scan(Family family, byte[] prefix, RowVisitor visitor) {
    database.withOpen(
        "read rows of " + family,
        db -> {
          scan(iterator(db, family), prefix, prefix, visitor);
          return null;
        });
  }

  /** Visits the rows of the family whose keys are at or after the given key, in order. */
  void scanFrom(Family family, byte[] from, RowVisitor visitor) {
    database.withOpen(
        "read rows of " + family,
        db -> {
          scan(iterator(db, family), from, Keys.NONE, visitor);
          return null;
        });
  }

  /** {@return the first row of the family whose key is at or after the given key, if any} */
  Optional<StoredRow> firstFrom(Family family, byte[] from) {
    return database.withOpen(
        "read a row of " + family,
        db -> {
          RocksIterator iterator = iterator(db, family);
          iterator.seek(from);
          if (iterator.isValid()) {
            return Optional.of(new StoredRow(iterator.key(), iterator.value()));
          }
          iterator.status();
          return Optional.empty();
        });
  }

  private RocksIterator iterator(RocksDB db, Family family) {
    return iterators.computeIfAbsent(family, f -> db.newIterator(database.family(f), options));
  }

  private static void scan(RocksIterator iterator, byte[] from, byte[] prefix, RowVisitor visitor)
      throws RocksDBException {
    for (iterator.seek(from); iterator.isValid(); iterator.next()) {
      byte[] key = iterator.key();
      if (!Prefixes.has(key, prefix) || !visitor.row(key, iterator.value())) {
        return;
      }
    }
    // At a damaged block, the iterator becomes invalid, as it does at the end, but status() then
    // throws an exception.
    iterator.status();
  }

  /** Closes the reader; does nothing if the database is closed. */
  void close() {
    database.ifOpen(
        "close a reader",
        db -> {
          database.unregister(this);
          closeNow(db);
          return null;
        });
  }

  @Override
  public void closeNow(RocksDB db) {
    iterators.values().forEach(RocksIterator::close);
    iterators.clear();
    release(db, snapshot);
    options.close();
  }
}
