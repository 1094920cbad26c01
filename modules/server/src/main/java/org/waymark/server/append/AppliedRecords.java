package org.waymark.server.append;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.apply.Applied;

/**
 * Who waits for which record of one topic to be applied, and what the last records did.
 *
 * <p>A record is often applied before its append is acknowledged, since both come from the broker
 * at once: the effects of the last ones are remembered, without segments and rows, which the
 * largest messages would make into gigabytes. Safe for use by several threads.
 */
public final class AppliedRecords {
  private static final int REMEMBERED = 1 << 14;

  private final Effect[] recent = new Effect[REMEMBERED];

  /** As which one, counted from 1, each of those was applied. */
  private final long[] numbers = new long[REMEMBERED];

  private long applied;
  private final Map<Long, CompletableFuture<Effect>> waiting = new HashMap<>();

  /** Takes what a batch did and wakes who waits for it. */
  public void applied(List<Applied> batch) {
    for (Applied applied : batch) {
      Effect effect = Effect.of(applied);
      CompletableFuture<Effect> waiter;
      synchronized (this) {
        recent[slot(effect.offset())] = effect;
        numbers[slot(effect.offset())] = ++this.applied;
        waiter = waiting.remove(applied.offset());
      }
      if (waiter != null) {
        waiter.complete(effect);
      }
    }
  }

  /** {@return how many records were applied, to be asked before an append} */
  public synchronized long count() {
    return applied;
  }

  /**
   * {@return what the record at the offset did, when it has been applied; never completes for one
   * applied long ago}
   *
   * @param before how many records were applied before the record was appended: none of them is it,
   *     though one may have its offset if the log has lost records and this replica does not know
   */
  public synchronized CompletableFuture<Effect> await(long offset, long before) {
    Effect effect = recent[slot(offset)];
    if (effect != null && effect.offset() == offset && numbers[slot(offset)] > before) {
      return CompletableFuture.completedFuture(effect);
    }
    return waiting.computeIfAbsent(offset, o -> new CompletableFuture<>());
  }

  /** Gives up waiting for a record. */
  synchronized void forget(long offset, CompletableFuture<Effect> waiter) {
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
