package org.waymark.store.backing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * A reader for a database that no process writes: the database of a stopped store, a checkpoint or
 * a snapshot. No file is created or changed.
 */
public final class DatabaseReader implements AutoCloseable {
  private final RocksDatabase database;
  private final RocksRows rows;

  private DatabaseReader(RocksDatabase database) {
    this.database = database;
    rows = new RocksRows(database);
  }

  /**
   * Opens a database.
   *
   * @throws StoreException.Unavailable if RocksDB cannot open it, which means that it is damaged
   */
  public static DatabaseReader open(Path folder) {
    try {
      return new DatabaseReader(new RocksDatabase(folder, RocksDatabase.Mode.READ_ONLY));
    } catch (RocksDBException e) {
      throw new StoreException.Unavailable("open its database", e, true);
    }
  }

  /** {@return its rows, which must not be changed} */
  public Rows rows() {
    return rows;
  }

  /** {@return the positions row, if there is one} */
  public Optional<byte[]> positions() {
    return database.persisted(Family.POSITIONS, Keys.POSITIONS);
  }

  /** {@return the names of all files that a copy of the database needs} */
  public List<String> files() {
    return database.liveFiles();
  }

  /**
   * Reads every table and verifies the checksums of its blocks.
   *
   * @throws StoreException.Unavailable if a block is damaged
   */
  public void verifyChecksums() {
    database.verifyChecksums();
  }

  /** {@return an estimate of the number of rows, for showing progress} */
  public long estimatedRows() {
    return database.estimatedRows();
  }

  @Override
  public void close() {
    database.close();
  }
}
