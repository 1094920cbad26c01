package org.waymark.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.ByteString;

/**
 * A cache of successful verifications (ARCHITECTURE, Before append). Segments of one beacon tree
 * share their first entries byte for byte, so each distinct entry needs to be verified only once.
 *
 * <p>The cache holds a digest over everything that the result depends on: the entry, all that its
 * signature covers, and the TRC and chain it was verified with. So a cached result never becomes
 * wrong. Clearing the cache when trust changes merely removes digests that will not be looked up
 * again, and a digest that is added at that moment does no harm. Results that depend on a clock are
 * never cached, nor are refusals, so senders of garbage cannot evict valid results.
 *
 * <p>Bounded and thread-safe. A digest takes about 150 bytes.
 */
public final class VerifiedPrefixes {
  public static final int DEFAULT_CAPACITY = 200_000;

  private final Cache<ByteString, Boolean> digests;

  /**
   * @param capacity the maximum number of digests; there is one per distinct AS entry, and one per
   *     chain and TRC
   */
  public VerifiedPrefixes(int capacity) {
    digests = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  /** Removes all digests. Called when a TRC or chain is accepted. */
  public void clear() {
    digests.invalidateAll();
  }

  boolean contains(ByteString digest) {
    return digests.getIfPresent(digest) != null;
  }

  void add(ByteString digest) {
    digests.put(digest, Boolean.TRUE);
  }
}
