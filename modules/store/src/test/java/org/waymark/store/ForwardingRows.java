package org.waymark.store;

import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;

/** Rows that leave everything to other rows, for tests that change one step. */
class ForwardingRows implements Rows {
  private final Rows rows;

  ForwardingRows(Rows rows) {
    this.rows = rows;
  }

  @Override
  public RowSnapshot latest() {
    return rows.latest();
  }

  @Override
  public long version() {
    return rows.version();
  }

  @Override
  public void commit(RowBatch batch) {
    rows.commit(batch);
  }

  @Override
  public RowSnapshot snapshot() {
    return rows.snapshot();
  }

  @Override
  public void flush() {
    rows.flush();
  }

  @Override
  public void close() {
    rows.close();
  }
}
