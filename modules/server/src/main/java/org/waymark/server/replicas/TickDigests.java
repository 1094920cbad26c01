package org.waymark.server.replicas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.wire.event.TickDigest;

/**
 * The comparable digests of one replica at its last ticks, in the order in which they were added.
 * That is not always the order of offsets: a log that has lost records uses offsets again. Not
 * thread-safe.
 */
final class TickDigests {
  /** An hour of ticks, so that reports of a replica that is far behind can still be compared. */
  static final int KEPT = 360;

  private final Map<Long, TickDigest> byOffset = new LinkedHashMap<>();

  /** Adds a digest, and evicts the oldest one if there are too many. */
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

  /** {@return all digests, the one added last first} */
  List<TickDigest> newestFirst() {
    return new ArrayList<>(byOffset.values()).reversed();
  }

  void clear() {
    byOffset.clear();
  }
}
