package org.waymark.history.report;

import java.util.EnumMap;
import java.util.Map;

/** The counts of one subject, and the times of the first and last counted record. */
final class ReportRow {
  private final Map<ReportCount, Long> counts = new EnumMap<>(ReportCount.class);
  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;

  void add(ReportCount what, long count, long atMs) {
    // A forged summary may claim any number, so sums are prevented from overflowing.
    counts.merge(
        what,
        count < 0 ? Long.MAX_VALUE : count,
        (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    firstMs = Math.min(firstMs, atMs);
    lastMs = Math.max(lastMs, atMs);
  }

  Map<ReportCount, Long> counts() {
    return counts;
  }

  /** {@return the earliest record time, in Unix milliseconds} */
  long firstMs() {
    return firstMs;
  }

  /** {@return the latest record time, in Unix milliseconds} */
  long lastMs() {
    return lastMs;
  }
}
