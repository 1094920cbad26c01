package org.waymark.world.beacon;

import java.util.concurrent.atomic.AtomicLong;
import org.waymark.runtime.Clock;

/**
 * Which rounds of propagation and registration beacon servers make.
 *
 * <p>In real time they make all: a lost datagram or a new neighbour is made up for within seconds.
 * In virtual time nothing is lost, and nearly all the work of a long advance would go into signing,
 * verifying and registering the same segments again with a newer timestamp. A world that settles
 * makes all rounds for two minutes after it started or something was done to it, and then only
 * those that begin each cycle: segments are renewed long before they end.
 *
 * <pre>
 *  start                    cut
 *  |-- all rounds --|       |-- all rounds --|
 *  ################ . . # . ################ . . # . . # . . #
 *                       |                        |-----| cycle
 * </pre>
 *
 * <p>Shared by the beacon servers of a world, so that a beacon passes several of them in one cycle.
 * Callable from any thread.
 */
public final class RoundSchedule {
  private static final long STIRRED_MS = 120_000;
  private static final long STIRRED_ROUNDS = 16;
  private static final long LONGEST_CYCLE_MS = 600_000;

  /** A cycle is so many times shorter than segments live. */
  private static final int CYCLES_PER_LIFETIME = 6;

  /** A beacon passes at least one AS per round, so it reaches few in a later cycle only. */
  private static final int ROUNDS_PER_CYCLE = 4;

  private static final int CYCLES_ON_THE_WAY = 3;

  private final Clock clock;
  private final long roundMs;
  private final long cycleMs;
  private final AtomicLong stirredMs;

  private RoundSchedule(Clock clock, long roundMs, long cycleMs) {
    this.clock = clock;
    this.roundMs = roundMs;
    this.cycleMs = cycleMs;
    this.stirredMs = new AtomicLong(clock.wallMs());
  }

  /** {@return one that makes all rounds} */
  public static RoundSchedule all(Clock clock) {
    return new RoundSchedule(clock, 0, 0);
  }

  /**
   * {@return one of a world that settles; it makes all rounds if segments live too short for
   * cycles}
   *
   * @param roundS the longer one of PropagateTime and RegisterTime
   * @param segmentTtlS the lifetime of segments
   */
  public static RoundSchedule settling(Clock clock, int roundS, int segmentTtlS) {
    long roundMs = roundS * 1_000L;
    long cycleMs = Math.min(LONGEST_CYCLE_MS, segmentTtlS * 1_000L / CYCLES_PER_LIFETIME);
    return cycleMs < 2 * ROUNDS_PER_CYCLE * roundMs
        ? all(clock)
        : new RoundSchedule(clock, roundMs, cycleMs);
  }

  /** Has all rounds made for a while, as something is done to the world that beacons will show. */
  public void stir() {
    stirredMs.set(clock.wallMs());
  }

  boolean isDue() {
    if (cycleMs == 0) {
      return true;
    }
    long nowMs = clock.wallMs();
    return nowMs - stirredMs.get() < Math.max(STIRRED_MS, STIRRED_ROUNDS * roundMs)
        || Math.floorMod(nowMs, cycleMs) < ROUNDS_PER_CYCLE * roundMs;
  }

  /** {@return how much older than another a beacon can be only because rounds were left out} */
  long longestPauseS() {
    return CYCLES_ON_THE_WAY * cycleMs / 1_000;
  }
}
