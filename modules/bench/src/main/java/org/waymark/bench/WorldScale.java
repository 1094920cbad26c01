package org.waymark.bench;

import java.time.Duration;

/**
 * How large the worlds are.
 *
 * @param realAses of the one with RocksDB and a broker
 * @param virtualAses of the one in virtual time
 * @param asked questions of hosts for paths after either has converged
 * @param refreshAses of those in virtual time with and without refresh damping
 * @param refreshStretch of virtual time, after convergence, in which beacons are renewed
 * @param idle how long a replica runs before its heap is looked at again
 */
record WorldScale(
    int realAses,
    int virtualAses,
    int asked,
    int refreshAses,
    Duration refreshStretch,
    Duration idle) {
  /** The scale for which the goals are set. */
  static final WorldScale FULL =
      new WorldScale(100, 1_000, 2_000, 60, Duration.ofMinutes(5), Duration.ofSeconds(15));

  /** For a first look, while something is being changed. */
  static final WorldScale QUICK =
      new WorldScale(10, 40, 200, 20, Duration.ofMinutes(2), Duration.ofSeconds(5));

  /** For the tests: everything happens, nothing of it means anything. */
  static final WorldScale TINY = new WorldScale(3, 8, 20, 6, Duration.ofMinutes(2), Duration.ZERO);
}
