package org.waymark.server.append;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.apply.Applied;

/**
 * Connects the appends of one topic with the effects of applying their records: a caller waits for
 * its record by offset.
 *
 * <p>A record is often applied before its append is acknowledged, because the broker sends both at
 * about the same time. So the effects of the most recent {@value #REMEMBERED} records are kept.
 * They are kept without segments and rows, which would add up to gigabytes if messages were as
 * large as allowed. Safe for use by several threads.
 */
public final class AppliedRecords {
  private static final int REMEMBERED = 1 << 14;

  private final Effect[] recent = new Effect[REMEMBERED];

  /** For each entry of {@link #recent}, how many records had been applied then, itself included. */
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
   * {@return how many records have been applied; to be read before an append, for {@link #await}}
   */
  public synchronized long count() {
    return applied;
  }

  /**
   * {@return a future that completes with the effect of the record at the offset once it has been
   * applied; it never completes for a record that was applied long ago}
   *
   * @param before {@link #count} from before the append. None of the records counted there is the
   *     awaited one, although one may have the same offset if the log has lost records and this
   *     replica has not noticed yet
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
   * Forgets all effects and all waiting futures after the log was truncated, since other records
   * may now have the same offsets. The futures never complete.
   */
  public synchronized void forgetAll() {
    Arrays.fill(recent, null);
    waiting.clear();
  }

  private static int slot(long offset) {
    return (int) (offset & (REMEMBERED - 1));
  }
}
