package org.waymark.store.verify;

/** Receives the progress of a verification. Methods are called by the verifying thread. */
@FunctionalInterface
public interface RowProgress {
  /**
   * Reports that rows were verified.
   *
   * @param done the number of rows so far
   * @param total the approximate number of rows to verify
   */
  void verified(long done, long total);
}
