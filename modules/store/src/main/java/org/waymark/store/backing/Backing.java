package org.waymark.store.backing;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * The place where the rows of a store are: a directory with a database, or memory.
 *
 * <p>Apply and reads need only {@link Rows}. The store needs this interface to open, seal and give
 * up the place.
 */
public interface Backing {
  /** {@return the location, as text for operators} */
  String place();

  Rows rows();

  /** {@return the part of the rows that is kept in memory, as it was when the store was opened} */
  OpenedState opened();

  /** Creates the backing of a new, empty store beside this one. */
  Backing beside();

  /**
   * Reopens the same place. This backing must not be used afterwards.
   *
   * @throws StoreException.Unreadable if the place cannot be written or opened now; call again
   *     later. Rows stay readable until the database has been closed
   * @throws StoreException.Unusable if the database must not be opened; it has been closed
   */
  Backing again();

  Provenance provenance();

  /** {@return a future that completes with the first failure to read or write rows} */
  CompletableFuture<StoreException.Unavailable> failure();

  /** Flushes all commits to disk and seals the database. */
  void flush();

  /** {@return whether the rows have caught up with the log at least once} */
  boolean whole();

  /** Notes that the rows have caught up with the log. The caller has flushed them. */
  void markWhole();

  /** {@return what was replayed into this place; empty if it is the store of a replica} */
  Optional<String> replayNote();

  /** Notes that this store must not be opened again. */
  void abandon(String why);

  void close();
}
