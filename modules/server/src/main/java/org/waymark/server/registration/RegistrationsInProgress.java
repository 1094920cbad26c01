package org.waymark.server.registration;

import java.util.HashMap;
import java.util.Map;
import org.waymark.server.message.Source;

/**
 * How many bytes of memory segments take whose registration has begun and not ended: a log that
 * answers slowly keeps them for seconds. No source may have more than a quarter, so that one that
 * sends much leaves room for the others.
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

  /** {@return whether there is room for so many bytes, which are then taken} */
  synchronized boolean enter(Source source, long size) {
    if (taken + size > bytes || bySource.getOrDefault(source, 0L) + size > bytes / MOST_OF_ONE) {
      return false;
    }
    taken += size;
    bySource.merge(source, size, Long::sum);
    return true;
  }

  /** Gives back what was taken. */
  synchronized void leave(Source source, long size) {
    taken -= size;
    bySource.compute(source, (s, sum) -> sum == size ? null : sum - size);
  }
}
