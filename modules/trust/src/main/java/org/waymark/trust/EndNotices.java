package org.waymark.trust;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when to log that a TRC or certificate will expire: 14 days, 3 days and 1 day before it
 * expires, and when it has expired. Each stage is reported once. If trust material has already
 * passed a stage when it is first seen, that stage is reported immediately. Not thread-safe.
 */
public final class EndNotices {
  /** The time before expiration at which each stage begins. The last stage begins at expiration. */
  private static final List<Duration> BEFORE =
      List.of(Duration.ofDays(14), Duration.ofDays(3), Duration.ofDays(1), Duration.ZERO);

  /** For each expiration, the number of stages that had been reached when it was last reported. */
  private final Map<TrustEnd, Integer> told = new HashMap<>();

  /**
   * {@return the given expirations that have reached a new stage since they were last reported, in
   * the given order}
   */
  public List<TrustEnd> due(List<TrustEnd> ends, long nowMs) {
    told.keySet().retainAll(ends);
    List<TrustEnd> due = new ArrayList<>();
    for (TrustEnd end : ends) {
      int reached = reached(end, nowMs);
      if (reached > told.getOrDefault(end, 0)) {
        told.put(end, reached);
        due.add(end);
      }
    }
    return due;
  }

  private static int reached(TrustEnd end, long nowMs) {
    return (int) BEFORE.stream().filter(before -> end.endMs() - before.toMillis() <= nowMs).count();
  }
}
