package org.waymark.store.verify;

/** Learns how far a verification is. Called by the thread that verifies. */
@FunctionalInterface
public interface RowProgress {
  /**
   * Rows were verified.
   *
   * @param done the number of rows so far
   * @param total the approximate number of rows to verify
   */
  void verified(long done, long total);
}
