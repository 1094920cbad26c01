package org.waymark.server.append;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.Applied;

/**
 * Who waits for which record of one topic to be applied, and what the last records did.
 *
 * <p>A record is often applied before its append is acknowledged, since both come from the broker
 * at once: the last ones are remembered. Safe for use by several threads.
 */
public final class AppliedRecords {
  private static final int REMEMBERED = 1 << 14;

  private final Applied[] recent = new Applied[REMEMBERED];
  private final Map<Long, CompletableFuture<Applied>> waiting = new HashMap<>();

  /** Takes what a batch did and wakes who waits for it. */
  public void applied(List<Applied> batch) {
    for (Applied applied : batch) {
      CompletableFuture<Applied> waiter;
      synchronized (this) {
        recent[slot(applied.offset())] = applied;
        waiter = waiting.remove(applied.offset());
      }
      if (waiter != null) {
        waiter.complete(applied);
      }
    }
  }

  /**
   * {@return what the record at the offset did, when it has been applied; never completes for one
   * applied long ago}
   */
  public synchronized CompletableFuture<Applied> await(long offset) {
    Applied applied = recent[slot(offset)];
    if (applied != null && applied.offset() == offset) {
      return CompletableFuture.completedFuture(applied);
    }
    return waiting.computeIfAbsent(offset, o -> new CompletableFuture<>());
  }

  /** Gives up waiting for a record. */
  synchronized void forget(long offset, CompletableFuture<Applied> waiter) {
    waiting.remove(offset, waiter);
  }

  /**
   * The log was truncated: other records may have the offsets of those applied and waited for. Who
   * waits is not told any more.
   */
  public synchronized void forgetAll() {
    Arrays.fill(recent, null);
    waiting.clear();
  }

  private static int slot(long offset) {
    return (int) (offset & (REMEMBERED - 1));
  }
}
