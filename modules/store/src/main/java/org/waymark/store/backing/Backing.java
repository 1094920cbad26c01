package org.waymark.store.backing;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * The storage behind the rows of a store: a directory with a database, or memory.
 *
 * <p>Apply and reads need only {@link Rows}. The store needs this interface to open, seal and
 * abandon the storage.
 */
public interface Backing {
  /** {@return the location, for messages to operators} */
  String place();

  Rows rows();

  /** {@return those rows that are kept in memory, as they were when the store was opened} */
  OpenedState opened();

  /** Creates the backing of a new, empty store alongside this one. */
  Backing beside();

  /**
   * Reopens the same storage. If this succeeds, this backing must not be used any longer.
   *
   * @throws StoreException.Unreadable if the storage currently cannot be written or opened; try
   *     again later. The rows of this backing stay readable until the database has been closed
   * @throws StoreException.Unusable if the database must not be opened. It has then been closed,
   *     unless its files were removed
   */
  Backing again();

  Provenance provenance();

  /** {@return a future that completes with the first failure to read or write rows} */
  CompletableFuture<StoreException.Unavailable> failure();

  /** Flushes all commits to disk and seals the database. */
  void flush();

  /**
   * Flushes all commits to disk, and copies the database to its {@linkplain CheckpointFolder
   * checkpoint folder}. Reading and writing continue.
   *
   * @throws StoreException.NotCopied if the database cannot be copied
   */
  void checkpoint();

  /** {@return whether the rows have caught up with the log at least once} */
  boolean whole();

  /** Marks the rows as caught up with the log. The caller must have flushed them. */
  void markWhole();

  /**
   * {@return a description of what was replayed into this location; empty if it is the store of a
   * replica}
   */
  Optional<String> replayNote();

  /** Records that this store must not be opened again. */
  void abandon(String why);

  void close();
}
