package org.waymark.server.replicas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.wire.event.TickDigest;

/**
 * The digests of one replica at its last ticks, in the order in which they were added. This can
 * differ from the order of offsets, because a log that has lost records reuses offsets. Not
 * thread-safe.
 */
final class TickDigests {
  /**
   * The number of digests to keep. It covers one hour, so that the reports of a replica that lags
   * far behind can still be compared.
   */
  static final int KEPT = 360;

  private final Map<Long, TickDigest> byOffset = new LinkedHashMap<>();

  /** Adds a digest, and removes the oldest one if the limit is exceeded. */
  void add(TickDigest digest) {
    byOffset.remove(digest.offset());
    byOffset.put(digest.offset(), digest);
    if (byOffset.size() > KEPT) {
      byOffset.remove(byOffset.keySet().iterator().next());
    }
  }

  /** {@return the digest at the tick of another digest} */
  Optional<TickDigest> atSameTick(TickDigest other) {
    return Optional.ofNullable(byOffset.get(other.offset())).filter(other::isAtSameTick);
  }

  /** {@return all digests, most recently added first} */
  List<TickDigest> newestFirst() {
    return new ArrayList<>(byOffset.values()).reversed();
  }

  void clear() {
    byOffset.clear();
  }
}
