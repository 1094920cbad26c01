package org.waymark.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.ByteString;

/**
 * The memory of what has been verified (ARCHITECTURE, Before append): segments of one beacon tree
 * share their first entries byte for byte, and each distinct entry is verified once.
 *
 * <p>What is remembered is a digest over everything the answer depends on: the entry, all its
 * signature covers, and the TRC and chain it was verified with. So nothing remembered ever becomes
 * wrong; dropping it all when trust changes only keeps out what will not be asked for again, and an
 * entry that is remembered while that happens does no harm. What depends on a clock is never
 * remembered, nor is a refusal: those who send garbage cannot push out what is true.
 *
 * <p>Bounded, thread-safe. About 150 bytes per digest.
 */
public final class VerifiedPrefixes {
  public static final int DEFAULT_CAPACITY = 200_000;

  private final Cache<ByteString, Boolean> digests;

  /**
   * @param capacity digests, one per distinct AS entry and one per chain and TRC
   */
  public VerifiedPrefixes(int capacity) {
    digests = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  /** Forgets everything; called when a TRC or chain is accepted. */
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
