package org.waymark.store.backing;

import java.util.concurrent.CompletableFuture;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * The storage below the rows of a store: a directory with a database, or memory.
 *
 * <p>{@link Rows} is what apply and reads need, this is what the store needs to open, seal and give
 * up the place where the rows are.
 */
public interface Backing {
  /** {@return the location, as text for operators} */
  String place();

  Rows rows();

  /** {@return the part of the rows that is kept in memory, as it was at opening} */
  OpenedState opened();

  /** {@return the backing of a new, empty store beside this one} */
  Backing beside();

  /**
   * {@return the same place, reopened; this backing must not be used afterwards}
   *
   * @throws StoreException.Unreadable if it cannot be written or opened now; call again later. Rows
   *     stay readable until the database has been closed
   * @throws StoreException.Unusable if it must not be opened; the database is then closed
   */
  Backing again();

  Provenance provenance();

  /** {@return a future that completes with the first failure to read or write rows} */
  CompletableFuture<StoreException.Unavailable> failure();

  /** Flushes all commits to disk, and seals them. */
  void flush();

  /** {@return whether the rows have caught up with the log at least once} */
  boolean whole();

  /** Notes that the rows have caught up with the log. The caller has flushed them. */
  void markWhole();

  /** Notes that this store must not be opened again. */
  void abandon(String why);

  void close();
}
