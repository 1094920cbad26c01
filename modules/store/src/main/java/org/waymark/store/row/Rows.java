package org.waymark.store.row;

/**
 * The rows of a store, in RocksDB ({@link RocksRows}) or in memory ({@link MemoryRows}). Apply uses
 * only this interface, so both contain the same rows after the same records.
 *
 * <p>Only one thread at a time may commit; any thread may take a snapshot.
 */
public interface Rows extends AutoCloseable {
  /** {@return the rows after the last commit; they may be read only until the next commit} */
  RowSnapshot latest();

  /**
   * {@return the number of commits, counted after each}
   *
   * @throws StoreException.Closed if the rows can no longer be read
   */
  long version();

  /** Applies the changes of the batch atomically. */
  void commit(RowBatch batch);

  /** {@return the rows after the last commit, unaffected by later commits} */
  RowSnapshot snapshot();

  /** Flushes all commits to disk. */
  void flush();

  @Override
  void close();
}
