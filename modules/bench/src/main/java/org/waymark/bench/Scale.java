package org.waymark.bench;

import java.time.Duration;

/**
 * The amount of work in a run.
 *
 * @param leaves the number of leaves in the topology; 40 routes end at each, 10 from each core AS
 * @param servedWarmUp the number of registrations before the measured ones
 * @param servedMeasured the number of measured registrations, and of passes of the floor
 * @param registrationsPerS the number of registrations and of passes of the floor per second
 * @param lookupDestinations the number of destinations of the lookups, with five segments each
 * @param lookupWideDestinations the number of destinations of lookups that no cache can hold
 * @param lookupRounds the number of rounds of each side, alternating
 * @param lookupRound the length of a round
 * @param lookupWarmUp the length of the warm-up of each side
 * @param leastLookups the minimum number of answers in a round; with fewer, the run is invalid
 * @param codecRound the length of a round of encoding or decoding, and of the copies beside it
 * @param replayEvents the number of events in the replayed log
 * @param replayUntimed the number of events to replay before the measurement starts, so that
 *     start-up time does not count
 * @param replayRounds the number of rounds of each side, alternating
 * @param registerFanOut the number of children of each AS in the tree of registered segments
 * @param registerSegments the number of registrations of each kind in a round
 * @param registerRounds the number of rounds
 * @param storeRows the number of rows in each table of the compared databases
 * @param storeRounds the number of rounds of each side, alternating
 */
record Scale(
    int leaves,
    int servedWarmUp,
    int servedMeasured,
    int registrationsPerS,
    int lookupDestinations,
    int lookupWideDestinations,
    int lookupRounds,
    Duration lookupRound,
    Duration lookupWarmUp,
    int leastLookups,
    Duration codecRound,
    int replayEvents,
    int replayUntimed,
    int replayRounds,
    int registerFanOut,
    int registerSegments,
    int registerRounds,
    int storeRows,
    int storeRounds) {
  /** The scale whose figures are compared and reported. */
  static final Scale FULL =
      new Scale(
          250,
          600,
          1_000,
          100,
          200,
          1_000_000,
          15,
          Duration.ofSeconds(1),
          Duration.ofSeconds(6),
          3_000,
          Duration.ofMillis(200),
          100_000,
          10_000,
          5,
          8,
          800,
          5,
          50_000,
          7);

  /** The scale for a first impression during development. */
  static final Scale QUICK =
      new Scale(
          100,
          200,
          200,
          100,
          200,
          20_000,
          21,
          Duration.ofMillis(250),
          Duration.ofSeconds(6),
          250,
          Duration.ofMillis(50),
          20_000,
          2_000,
          1,
          5,
          120,
          5,
          10_000,
          5);

  /** The scale for tests, which runs everything but produces meaningless figures. */
  static final Scale TINY =
      new Scale(
          2,
          2,
          6,
          200,
          4,
          16,
          1,
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          0,
          Duration.ofMillis(1),
          200,
          0,
          1,
          2,
          8,
          2,
          100,
          2);

  /** {@return the number of leaves needed to have a separate route for each replayed event} */
  int replayLeaves() {
    return Math.ceilDiv(replayEvents, ROUTES_PER_LEAF);
  }

  private static final int ROUTES_PER_LEAF = 40;
}
