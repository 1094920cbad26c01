package org.waymark.store.snapshot;

/** Receives the progress of a copy. Methods are called by the copying thread. */
@FunctionalInterface
public interface CopyProgress {
  /**
   * Reports that bytes were read.
   *
   * @param done the number of bytes read so far
   * @param total the number of bytes to read
   */
  void read(long done, long total);
}
