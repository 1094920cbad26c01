package org.waymark.bench;

import java.time.Duration;

/**
 * How much a run does.
 *
 * @param leaves of the topology; each ends 40 routes, 10 of them from each core AS
 * @param servedWarmUp registrations before those that are measured
 * @param servedMeasured registrations measured, and as many passes of the floor
 * @param registrationsPerS the pace of both
 * @param lookupSegments stored for the lookups
 * @param lookupRounds of each side, alternating
 * @param lookupRound length of one
 * @param lookupWarmUp of each side
 * @param leastLookups answered in a round, or the run is invalid
 * @param replayEvents in the log that is replayed
 * @param replayUntimed events of them before the clock starts, so that a start does not count
 * @param replayRounds of each side, alternating
 */
record Scale(
    int leaves,
    int servedWarmUp,
    int servedMeasured,
    int registrationsPerS,
    int lookupSegments,
    int lookupRounds,
    Duration lookupRound,
    Duration lookupWarmUp,
    int leastLookups,
    int replayEvents,
    int replayUntimed,
    int replayRounds) {
  /** The figures that are compared and reported. */
  static final Scale FULL =
      new Scale(
          250,
          600,
          1_000,
          100,
          10_000,
          5,
          Duration.ofSeconds(3),
          Duration.ofSeconds(6),
          10_000,
          100_000,
          10_000,
          3);

  /** For a first look, while something is being changed. */
  static final Scale QUICK =
      new Scale(
          100,
          200,
          200,
          100,
          4_000,
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          1_000,
          20_000,
          2_000,
          1);

  /** For the tests: everything happens, nothing of it means anything. */
  static final Scale TINY =
      new Scale(2, 2, 6, 200, 80, 1, Duration.ofMillis(100), Duration.ofMillis(50), 0, 200, 0, 1);

  /** {@return the leaves whose routes are as many as the events that are replayed} */
  int replayLeaves() {
    return Math.ceilDiv(replayEvents, ROUTES_PER_LEAF);
  }

  private static final int ROUTES_PER_LEAF = 40;
}
