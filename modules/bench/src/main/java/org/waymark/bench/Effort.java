package org.waymark.bench;

import java.time.Duration;
import java.util.List;

/**
 * The amount of work of the benchmarks that start processes.
 *
 * @param segments the numbers of live segments with which a replica starts
 * @param pairs the number of starts of each side, alternating
 * @param load how long a replica answers requests
 */
record Effort(List<Integer> segments, int pairs, Duration load) {
  private static final Effort FULL =
      new Effort(List.of(100_000, 1_000_000), 5, Duration.ofSeconds(10));
  private static final Effort QUICK = new Effort(List.of(20_000), 5, Duration.ofSeconds(3));
  private static final Effort TINY = new Effort(List.of(80), 1, Duration.ofMillis(100));

  /** {@return the work at a scale} */
  static Effort at(Scale scale) {
    if (scale.equals(Scale.FULL)) {
      return FULL;
    }
    return scale.equals(Scale.QUICK) ? QUICK : TINY;
  }
}
