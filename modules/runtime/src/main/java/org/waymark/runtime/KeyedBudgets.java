package org.waymark.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * One budget per key, such as a source or a registrant AS, for a bounded number of keys.
 *
 * <p>When there are too many keys, an old key is forgotten: preferably one whose budget is full
 * again, because forgetting such a key changes nothing; otherwise the least recently used key,
 * which then starts again with a full budget. A sender could force this by using many keys, but
 * could just as well spend the budgets of those keys. Callers must therefore check an overall
 * budget first. Rejecting new keys instead would let one sender with forged sources lock out all
 * others.
 *
 * <p>Thread-safe.
 *
 * @param <K> the type of keys; must have value equality
 */
public final class KeyedBudgets<K> {
  /** The number of least recently used budgets that are searched for a full one. */
  private static final int LOOK_AT = 8;

  private final Clock clock;
  private final long perSecond;
  private final long burst;
  private final int maxKeys;

  /** The budgets by key, least recently used first. */
  private final LinkedHashMap<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private long forgottenInDebt;

  /**
   * @param perSecond the number of tokens that each key gains per second
   * @param burst the number of tokens that each key may take at once
   * @param maxKeys the maximum number of keys, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public KeyedBudgets(Clock clock, long perSecond, long burst, int maxKeys) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("the number of keys must be at least 1, got " + maxKeys);
    }
    this.clock = clock;
    this.perSecond = perSecond;
    this.burst = burst;
    this.maxKeys = maxKeys;
  }

  /**
   * Takes a token from the budget of a key.
   *
   * @return whether a token was available
   */
  public boolean tryTake(K key) {
    return tryTake(key, 1);
  }

  /**
   * Takes either all of the requested tokens from the budget of a key, or none.
   *
   * @param tokens the number of tokens, 0 or more
   * @return whether enough tokens were available
   */
  public synchronized boolean tryTake(K key, long tokens) {
    TokenBucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.size() == maxKeys) {
        forgetOne();
      }
      bucket = new TokenBucket(clock, perSecond, burst);
      buckets.put(key, bucket);
    }
    return bucket.tryTake(tokens);
  }

  private void forgetOne() {
    Iterator<TokenBucket> oldest = buckets.values().iterator();
    for (int i = 0; i < LOOK_AT && oldest.hasNext(); i++) {
      if (oldest.next().isFull()) {
        oldest.remove();
        return;
      }
    }
    buckets.pollFirstEntry();
    forgottenInDebt++;
  }

  /** {@return the number of keys that currently have a budget} */
  public synchronized int keys() {
    return buckets.size();
  }

  /** {@return the number of keys that were forgotten before their budget was full again} */
  public synchronized long forgottenInDebt() {
    return forgottenInDebt;
  }
}
