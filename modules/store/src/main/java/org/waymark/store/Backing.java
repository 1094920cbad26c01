package org.waymark.store;

import java.util.concurrent.CompletableFuture;

/** What lies under the rows of a store. */
interface Backing {
  /** {@return the name of the place, for people} */
  String place();

  Rows rows();

  /** {@return what the rows held when it was opened} */
  OpenedState opened();

  /** {@return what is under a new, empty store beside this one} */
  Backing beside();

  /**
   * {@return the same place, opened again; this backing is then done with}
   *
   * @throws StoreException.Unreadable if it cannot be written or opened now, to be called again;
   *     rows may be read as long as the database was not closed
   * @throws StoreException.Unusable if it must not be opened: the database is closed
   */
  Backing again();

  Provenance provenance();

  /** {@return completes when rows cannot be read or written, with the first failure} */
  CompletableFuture<StoreException.Unavailable> failure();

  /** Writes down what was committed, and seals it. */
  void flush();

  /** {@return whether the rows have ever caught up with the log} */
  boolean whole();

  /** Notes that the rows, which were flushed, have caught up with the log. */
  void markWhole();

  /** Notes that what is there must not be opened again. */
  void abandon(String why);

  void close();
}
