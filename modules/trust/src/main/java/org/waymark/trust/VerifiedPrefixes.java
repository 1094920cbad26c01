package org.waymark.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.ByteString;

/**
 * A cache of successful verifications (ARCHITECTURE, Before append). Segments of one beacon tree
 * share their first entries byte for byte, so each distinct entry needs to be verified only once.
 *
 * <p>The cache contains a digest over everything that determines the result: the entry, all that
 * its signature covers, and the TRC and chain with which it was verified. A cached result therefore
 * never becomes wrong. Clearing the cache when trust changes merely removes digests that will not
 * be looked up again; a digest that is added concurrently does no harm. The cache contains no
 * rejections and no results that depend on a clock, so senders of garbage cannot evict valid
 * results.
 *
 * <p>Bounded and thread-safe. A digest occupies about 150 bytes.
 */
public final class VerifiedPrefixes {
  public static final int DEFAULT_CAPACITY = 200_000;

  private final Cache<ByteString, Boolean> digests;

  /**
   * @param capacity the maximum number of digests: one for each distinct AS entry, and one for each
   *     chain with its TRC
   */
  public VerifiedPrefixes(int capacity) {
    digests = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  /** Removes all digests. Called when a TRC or chain has been accepted. */
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
