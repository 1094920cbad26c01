package org.waymark.bench;

import java.time.Duration;

/**
 * The sizes of the worlds.
 *
 * @param realAses the number of ASes in the world with RocksDB and a broker
 * @param virtualAses the number of ASes in the world in virtual time
 * @param asked the number of path requests that hosts send after either world has converged
 * @param refreshAses the number of ASes in each of the two worlds with and without refresh damping
 * @param refreshStretch the virtual time after convergence during which beacons are renewed
 * @param idle the time for which a replica runs before its heap is measured again
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

  /** The scale for a first impression during development. */
  static final WorldScale QUICK =
      new WorldScale(10, 40, 200, 20, Duration.ofMinutes(2), Duration.ofSeconds(5));

  /** The scale for tests, which runs everything but produces meaningless figures. */
  static final WorldScale TINY = new WorldScale(3, 8, 20, 6, Duration.ofMinutes(2), Duration.ZERO);
}
