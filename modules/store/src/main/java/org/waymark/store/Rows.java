package org.waymark.store;

/**
 * The rows of a store, in one of two forms: {@link RocksRows} and {@link MemoryRows}. Apply is
 * written once over this interface; after the same records both forms hold the same rows.
 *
 * <p>One thread at a time commits. Any thread takes a snapshot.
 */
interface Rows extends AutoCloseable {
  /** {@return the rows after the last commit, for reading before the next one} */
  RowSnapshot latest();

  /** Makes all changes of the batch, or none of them. */
  void commit(RowBatch batch);

  /** {@return the rows after the last commit, as they stay} */
  RowSnapshot snapshot();

  /** Writes down what was committed. */
  void flush();

  @Override
  void close();
}
