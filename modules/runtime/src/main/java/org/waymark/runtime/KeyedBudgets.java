package org.waymark.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * One budget per key (a source, a registrant AS), for a bounded number of keys.
 *
 * <p>When there are too many keys, the one that was used longest ago goes, preferably one whose
 * budget is full again, because forgetting that changes nothing. Forgetting another gives its key a
 * new budget: whoever can cause that by naming many keys could as well have used those, so a budget
 * over all keys must stand before this one. Refusing newcomers in its place would let one sender
 * with forged sources lock out all others.
 *
 * <p>Thread-safe.
 *
 * @param <K> with value equality
 */
public final class KeyedBudgets<K> {
  /** How many of the longest unused are looked at for one that is full again. */
  private static final int LOOK_AT = 8;

  private final Clock clock;
  private final long perSecond;
  private final long burst;
  private final int maxKeys;

  /** The longest unused first. */
  private final LinkedHashMap<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private long forgottenInDebt;

  /**
   * @param perSecond of each key
   * @param burst of each key
   * @param maxKeys at least 1
   * @throws IllegalArgumentException when a number is outside its bounds
   */
  public KeyedBudgets(Clock clock, long perSecond, long burst, int maxKeys) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("budgets need room for a key, not for " + maxKeys);
    }
    this.clock = clock;
    this.perSecond = perSecond;
    this.burst = burst;
    this.maxKeys = maxKeys;
  }

  /** {@return whether the key had a token, which is now taken} */
  public boolean tryTake(K key) {
    return tryTake(key, 1);
  }

  /**
   * {@return whether the key had so many tokens, which are now taken; else none is}
   *
   * @param tokens 0 or more
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

  /** {@return the number of keys remembered} */
  public synchronized int keys() {
    return buckets.size();
  }

  /** {@return how many keys were forgotten before their budget was full again} */
  public synchronized long forgottenInDebt() {
    return forgottenInDebt;
  }
}
