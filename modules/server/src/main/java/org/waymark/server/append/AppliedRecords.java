package org.waymark.server.append;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.apply.Applied;

/**
 * Lets callers that appended a record to a topic wait for the effect of applying it, by its offset.
 *
 * <p>A record is often applied before its append is acknowledged, because the broker sends both at
 * about the same time. Therefore, the effects of the most recent {@value #REMEMBERED} records are
 * kept, but without segments and rows, which could add up to gigabytes with messages of the maximum
 * size. Safe for use by several threads.
 */
public final class AppliedRecords {
  private static final int REMEMBERED = 1 << 14;

  private final Effect[] recent = new Effect[REMEMBERED];

  /**
   * For each entry of {@link #recent}, the number of records that had been applied by then,
   * including the record itself.
   */
  private final long[] numbers = new long[REMEMBERED];

  private long applied;
  private final Map<Long, CompletableFuture<Effect>> waiting = new HashMap<>();

  /** Stores the effects of an applied batch and completes the futures that wait for its records. */
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

  /**
   * {@return the number of records applied so far, to be read before an append and passed to {@link
   * #await}}
   */
  public synchronized long count() {
    return applied;
  }

  /**
   * Waits for the effect of applying the record at the offset.
   *
   * @param before the value of {@link #count} before the append. The awaited record is not one of
   *     the counted records, although a counted record may have the same offset if the log has lost
   *     records and this replica has not noticed this yet
   * @return a future that completes once the record has been applied; it never completes for a
   *     record that was applied long ago
   */
  public synchronized CompletableFuture<Effect> await(long offset, long before) {
    Effect effect = recent[slot(offset)];
    if (effect != null && effect.offset() == offset && numbers[slot(offset)] > before) {
      return CompletableFuture.completedFuture(effect);
    }
    return waiting.computeIfAbsent(offset, o -> new CompletableFuture<>());
  }

  /** Discards a future that is no longer awaited. */
  synchronized void forget(long offset, CompletableFuture<Effect> waiter) {
    waiting.remove(offset, waiter);
  }

  /**
   * Forgets all effects and waiting futures after the log was truncated, since the same offsets may
   * now belong to other records. These futures never complete.
   */
  public synchronized void forgetAll() {
    Arrays.fill(recent, null);
    waiting.clear();
  }

  private static int slot(long offset) {
    return (int) (offset & (REMEMBERED - 1));
  }
}
