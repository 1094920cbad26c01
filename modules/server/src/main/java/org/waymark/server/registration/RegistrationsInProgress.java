package org.waymark.server.registration;

import java.util.HashMap;
import java.util.Map;
import org.waymark.server.message.Source;

/**
 * Limits the memory of segments whose registration is in progress, which takes seconds if the log
 * responds slowly. A single source may use at most a quarter of this memory, so that a busy source
 * does not block the others.
 *
 * <p>Safe for use by several threads.
 */
final class RegistrationsInProgress {
  private static final int MOST_OF_ONE = 4;

  private final long bytes;
  private final Map<Source, Long> bySource = new HashMap<>();
  private long taken;

  RegistrationsInProgress(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Reserves memory for a segment.
   *
   * @return whether the memory was reserved; false if a limit would have been exceeded
   */
  synchronized boolean enter(Source source, long size) {
    if (taken + size > bytes || bySource.getOrDefault(source, 0L) + size > bytes / MOST_OF_ONE) {
      return false;
    }
    taken += size;
    bySource.merge(source, size, Long::sum);
    return true;
  }

  /** Releases memory that was reserved by {@link #enter}. */
  synchronized void leave(Source source, long size) {
    taken -= size;
    bySource.compute(source, (s, sum) -> sum == size ? null : sum - size);
  }
}
