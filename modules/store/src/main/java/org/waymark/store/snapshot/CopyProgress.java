package org.waymark.store.snapshot;

/** Learns how far a copy is. Called by the thread that copies. */
@FunctionalInterface
public interface CopyProgress {
  /**
   * Bytes were read.
   *
   * @param done the number of bytes read so far
   * @param total the number of bytes to read
   */
  void read(long done, long total);
}
