package org.waymark.server.append;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.Appended;
import org.waymark.log.LogRecord;
import org.waymark.store.apply.Applied;

/**
 * Lets callers that appended a record to a topic wait for the effect of applying it. A record is
 * recognised by its offset and record time. The offset is not enough: if the log loses a record
 * that this replica has not read yet, another record gets its offset, and the replica cannot notice
 * the loss.
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
   * For each entry of {@link #recent}, the number of records applied so far, up to and including
   * that record.
   */
  private final long[] numbers = new long[REMEMBERED];

  /** For each entry of {@link #recent}, the record time. */
  private final long[] times = new long[REMEMBERED];

  private long applied;
  private final Map<Appended, CompletableFuture<Effect>> waiting = new HashMap<>();

  /**
   * Keeps the effects of an applied batch, and completes the futures of the appends that wait for
   * its records.
   *
   * @param records the records of the batch
   * @param batch the effect of each record
   */
  public void applied(List<LogRecord> records, List<Applied> batch) {
    for (int i = 0; i < batch.size(); i++) {
      Effect effect = Effect.of(batch.get(i));
      long recordTimeMs = records.get(i).recordTimeMs();
      CompletableFuture<Effect> waiter;
      synchronized (this) {
        recent[slot(effect.offset())] = effect;
        numbers[slot(effect.offset())] = ++this.applied;
        times[slot(effect.offset())] = recordTimeMs;
        waiter = waiting.remove(new Appended(effect.offset(), recordTimeMs));
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
   * Waits for the effect of applying a record.
   *
   * @param before the value of {@link #count} before the append. Records included in it are never
   *     the awaited one, although one of them may have the same offset if the log has lost records
   *     without this replica having noticed
   * @return a future that completes once the record has been applied; it never completes for a
   *     record that was applied long ago, or that the log has lost
   */
  public synchronized CompletableFuture<Effect> await(Appended record, long before) {
    int slot = slot(record.offset());
    Effect effect = recent[slot];
    if (effect != null
        && effect.offset() == record.offset()
        && times[slot] == record.recordTimeMs()
        && numbers[slot] > before) {
      return CompletableFuture.completedFuture(effect);
    }
    return waiting.computeIfAbsent(record, _ -> new CompletableFuture<>());
  }

  /** Discards a future that is no longer awaited. */
  synchronized void forget(Appended record, CompletableFuture<Effect> waiter) {
    waiting.remove(record, waiter);
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
