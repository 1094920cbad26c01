package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;

/**
 * Tests every comparison of apply at its boundary. The store must agree with the oracle on both
 * sides, and the two sides must differ, so that no test passes without reaching the comparison.
 */
class ApplyBoundariesTest {
  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final long BASE_S = SmallWorld.BASE_S;
  private static final long BASE_MS = SmallWorld.BASE_MS;

  /**
   * Epoch 1 of the world: it covers seconds 10 to 20, lies in window 0 of every tree, and its
   * revocations expire at second 22.
   */
  private static final long EPOCH = SmallWorld.epoch(BASE_MS) + 1;

  private static final long EXPIRY_MS = BASE_MS + 22_000;

  private final SmallWorldEvents events = new SmallWorldEvents();

  /** A scenario with a number as its parameter; it returns the effect of its last record. */
  private interface Story extends BiFunction<ApplyScenario, Long, OracleOutcome> {}

  private void turnsAt(long edge, Story story) {
    turnsAt(edge, 1, SmallWorldEvents.AHEAD_MS, story);
  }

  private void turnsAt(long edge, long step, long aheadMs, Story story) {
    List<String> before = told(edge - step, aheadMs, story);
    List<String> at = told(edge, aheadMs, story);
    told(edge + step, aheadMs, story);
    assertNotEquals(before, at, "nothing turns at " + edge);
  }

  private static List<String> told(long number, long aheadMs, Story story) {
    try (ApplyScenario scenario = ApplyScenario.inMemory(SmallWorldEvents.settings(aheadMs))) {
      OracleOutcome outcome = story.apply(scenario, number);
      return List.of(outcome.toString(), scenario.rowsText(), "" + scenario.lastTickMs());
    }
  }

  private byte[] direct(long timestampS, int expTime, long madeAtMs) {
    return events.segment(
        SegmentType.DOWN, SmallWorld.DIRECT, BASE_S + timestampS, expTime, BASE_MS + madeAtMs);
  }

  private byte[] revokeLeaf() {
    return events.revocation(events.world().revocation(SmallWorld.LEAF, 2, EPOCH));
  }

  @Test
  void timestampAtMostAheadOfRecordTime() {
    turnsAt(BASE_MS + 1_000 - SmallWorldEvents.AHEAD_MS, (s, t) -> s.at(t, direct(1, 1, 1_000)));
  }

  @Test
  void segmentEndsAfterItsRecordTime() {
    turnsAt(BASE_MS + 2_000, (s, t) -> s.at(t, direct(1, 0, 1_000)));
  }

  @Test
  void segmentEndsAfterLastTick() {
    // Ends one second after second `ts`, against a last tick at minute 5.
    turnsAt(
        300,
        (s, ts) -> {
          s.at(BASE_MS + 5 * MINUTE_MS + HOUR_MS, events.tick(BASE_MS + 5 * MINUTE_MS));
          return s.at(BASE_MS, direct(ts, 0, ts * 1_000));
        });
  }

  @Test
  void expiryDecidesWhichVersionStays() {
    turnsAt(
        100,
        (s, ts) -> {
          s.at(BASE_MS, direct(100, 1, 0));
          return s.at(BASE_MS + 1, direct(ts, 1, 0));
        });
    turnsAt(
        101,
        (s, ts) -> {
          s.at(BASE_MS, direct(ts, 1, 0));
          return s.at(BASE_MS + 1, direct(100, 1, 0));
        });
  }

  @Test
  void segmentsRecordedBeforeTheExpiryOfTheRevocationDoNotEnter() {
    turnsAt(
        EXPIRY_MS,
        (s, t) -> {
          s.at(BASE_MS + 12_000, revokeLeaf());
          return s.at(t, direct(1, 1, 1_000));
        });
  }

  @Test
  void segmentsRecordedBeforeTheExpiryOfTheRevocationAreRemoved() {
    turnsAt(
        EXPIRY_MS,
        (s, t) -> {
          s.at(t, direct(1, 1, 1_000));
          return s.at(BASE_MS + 25_000, revokeLeaf());
        });
  }

  @Test
  void revocationCountsFromTenSecondsBeforeItsEpoch() {
    turnsAt(BASE_MS, (s, t) -> s.at(t, revokeLeaf()));
  }

  @Test
  void revocationCountsUntilTenSecondsAfterItsExpiry() {
    turnsAt(EXPIRY_MS + 10_000, (s, t) -> s.at(t, revokeLeaf()));
  }

  @Test
  void epochBelowTwoToTheFortieth() {
    long edge = 1L << 40;
    turnsAt(
        edge,
        (s, epoch) ->
            s.at(
                epoch * 10_000,
                events.revocation(events.world().revocation(SmallWorld.LEAF, 2, epoch))));
    Revocation honest = events.world().revocation(SmallWorld.LEAF, 2, EPOCH);
    for (long epoch : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      Revocation absurd = SmallWorldEvents.withEpoch(honest, epoch);
      try (ApplyScenario s = ApplyScenario.inBothForms()) {
        OracleOutcome outcome = s.at(BASE_MS, events.revocation(absurd));
        assertInstanceOf(OracleOutcome.Quarantined.class, outcome);
      }
    }
  }

  @Test
  void interfaceAboveZeroAndBelowTwoToTheSixtyThird() {
    turnsAt(1, (s, id) -> s.at(BASE_MS + 12_000, withInterface(id)));
    // Long.MIN_VALUE is 2^63 unsigned, one above the highest valid value.
    try (ApplyScenario s = ApplyScenario.inBothForms()) {
      assertInstanceOf(
          OracleOutcome.Revoked.class, s.at(BASE_MS + 12_000, withInterface(Long.MAX_VALUE)));
      assertInstanceOf(
          OracleOutcome.Quarantined.class, s.at(BASE_MS + 12_000, withInterface(Long.MIN_VALUE)));
    }
  }

  private byte[] withInterface(long id) {
    Revocation honest = events.world().revocation(SmallWorld.LEAF, 2, EPOCH);
    return events.revocation(SmallWorldEvents.withInterface(honest, id));
  }

  @Test
  void greaterExpirySetsTheRowOfTheWindow() {
    // Seconds 0..20 are one window of LEAF with epochs 0 and 1.
    turnsAt(
        1,
        (s, first) -> {
          long epoch = SmallWorld.epoch(BASE_MS);
          long of = Math.clamp(first, 0, 1);
          s.at(
              BASE_MS + 1,
              events.revocation(events.world().revocation(SmallWorld.LEAF, 2, epoch + of)));
          return s.at(
              BASE_MS + 2,
              events.revocation(events.world().revocation(SmallWorld.LEAF, 2, epoch + 1)));
        });
  }

  @Test
  void guardOpensFiveSecondsBeforeTheWindow() {
    // Window 1 of LEAF begins at second 20; its own root, proven by (R, nextRoot).
    turnsAt(BASE_MS + 15_000, (s, t) -> kill(s, 2, t, direct(1, 1, 25_000)));
    turnsAt(BASE_MS + 15_000, (s, t) -> killOnArrival(s, 2, t, direct(1, 1, 25_000)));
    // The timestamp is the later one.
    turnsAt(15, (s, ts) -> kill(s, 2, BASE_MS + 1, direct(ts, 1, 25_000)));
  }

  @Test
  void guardOpensFiveSecondsBeforeTheWindowBefore() {
    // The root of window 0, which begins at second 0, proven by (prevRoot, R) of window 1.
    turnsAt(BASE_MS - 5_000, (s, t) -> kill(s, 2, t, direct(-10, 1, 1_000)));
    turnsAt(BASE_MS - 5_000, (s, t) -> killOnArrival(s, 2, t, direct(-10, 1, 1_000)));
    turnsAt(-5, (s, ts) -> kill(s, 2, BASE_MS - 20_000, direct(ts, 1, 1_000)));
  }

  @Test
  void guardClosesFiveSecondsAfterTheWindowBefore() {
    // Window 0 ends with second 19; proofs of epoch 3, in window 1, kill until second 42.
    turnsAt(25, (s, ts) -> kill(s, 3, BASE_MS + 41_000, direct(ts, 1, 1_000)));
    turnsAt(25, (s, ts) -> killOnArrival(s, 3, BASE_MS + 41_000, direct(ts, 1, 1_000)));
    // The record time is the earlier one.
    turnsAt(BASE_MS + 25_000, (s, t) -> kill(s, 3, t, direct(60, 1, 1_000)));
  }

  private OracleOutcome kill(ApplyScenario s, long epoch, long recordTimeMs, byte[] version) {
    s.at(recordTimeMs, version);
    return s.at(BASE_MS + epoch * 10_000 + 9_000, revokeLeafInEpoch(epoch));
  }

  private OracleOutcome killOnArrival(
      ApplyScenario s, long epoch, long recordTimeMs, byte[] version) {
    s.at(BASE_MS + epoch * 10_000 + 9_000, revokeLeafInEpoch(epoch));
    return s.at(recordTimeMs, version);
  }

  private byte[] revokeLeafInEpoch(long epochsAfterStart) {
    long epoch = SmallWorld.epoch(BASE_MS) + epochsAfterStart;
    return events.revocation(events.world().revocation(SmallWorld.LEAF, 2, epoch));
  }

  @Test
  void tickIsCutToOneHourBeforeItsRecordTime() {
    long minute = BASE_MS + 10 * MINUTE_MS;
    turnsAt(minute + HOUR_MS, (s, t) -> s.at(t, events.tick(Long.MAX_VALUE)));
    turnsAt(minute, (s, tick) -> s.at(BASE_MS + DAY_MS, events.tick(tick)));
  }

  @Test
  void tickCountsWhenItIsLaterThanTheLast() {
    long minute = BASE_MS + 10 * MINUTE_MS;
    turnsAt(
        minute + MINUTE_MS,
        (s, tick) -> {
          s.at(BASE_MS + DAY_MS, events.tick(minute));
          return s.at(BASE_MS + DAY_MS, events.tick(tick));
        });
    for (long tick : new long[] {0, -1, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
      try (ApplyScenario s = ApplyScenario.inMemory(SmallWorldEvents.settings())) {
        assertInstanceOf(OracleOutcome.TickIdle.class, s.at(BASE_MS, events.tick(tick)));
        assertInstanceOf(OracleOutcome.Ticked.class, s.at(BASE_MS + HOUR_MS, events.tick(BASE_MS)));
        assertInstanceOf(OracleOutcome.TickIdle.class, s.at(BASE_MS, events.tick(tick)));
      }
    }
  }

  @Test
  void tickRemovesSegmentsThatEndedByThen() {
    // Ends at the second after `ts`; the tick is at second 300.
    turnsAt(
        300,
        (s, ts) -> {
          s.at(BASE_MS, direct(ts, 0, 0));
          return s.at(BASE_MS + DAY_MS, events.tick(BASE_MS + 300_000));
        });
  }

  @Test
  void tickRemovesRevocationsAfterADayAndAhead() {
    // With `ahead` two seconds short of ten minutes the row ends with a minute: second 60 + 9 min.
    long aheadMs = SmallWorldEvents.AHEAD_MS - 2_000;
    long endMs = BASE_MS + 10 * MINUTE_MS + MINUTE_MS + DAY_MS;
    turnsAt(
        endMs,
        MINUTE_MS,
        aheadMs,
        (s, tick) -> {
          s.at(BASE_MS + 50_000, revokeLeafInEpoch(5));
          return s.at(BASE_MS + 3 * DAY_MS, events.tick(tick));
        });
    // With the usual setting, the row does not end until after that minute.
    turnsAt(
        endMs + MINUTE_MS,
        MINUTE_MS,
        SmallWorldEvents.AHEAD_MS,
        (s, tick) -> {
          s.at(BASE_MS + 50_000, revokeLeafInEpoch(5));
          return s.at(BASE_MS + 3 * DAY_MS, events.tick(tick));
        });
  }

  @Test
  void tickRemovesQuarantineAfterADay() {
    turnsAt(
        BASE_MS + 1,
        (s, t) -> {
          s.at(t, new byte[] {1});
          return s.at(BASE_MS + 3 * DAY_MS, events.tick(BASE_MS + DAY_MS));
        });
  }

  @Test
  void tickRemovesBlocksAndReportsThatEnded() {
    turnsAt(
        BASE_MS + MINUTE_MS + 1,
        (s, end) -> {
          s.at(BASE_MS, events.blockAs(SmallWorld.LEAF, end, "test"));
          return s.at(BASE_MS + 3 * DAY_MS, events.tick(BASE_MS + MINUTE_MS));
        });
    turnsAt(
        BASE_MS + MINUTE_MS + 1,
        (s, end) -> {
          s.at(BASE_MS, events.interfaceDown(SmallWorld.LEAF, 2, end));
          return s.at(BASE_MS + 3 * DAY_MS, events.tick(BASE_MS + MINUTE_MS));
        });
  }

  @Test
  void blocksEndADayAndReportsAnHourAfterTheirRecordTimeAtMost() {
    turnsAt(
        BASE_MS + DAY_MS, (s, end) -> s.at(BASE_MS, events.blockAs(SmallWorld.LEAF, end, "test")));
    turnsAt(
        BASE_MS + HOUR_MS,
        (s, end) -> s.at(BASE_MS, events.interfaceDown(SmallWorld.LEAF, 2, end)));
    for (long end : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1}) {
      try (ApplyScenario s = ApplyScenario.inBothForms()) {
        s.at(BASE_MS, direct(1, 1, 1_000));
        s.at(BASE_MS, events.blockAs(SmallWorld.LEAF, end, "test"));
        s.at(BASE_MS, events.interfaceDown(SmallWorld.LEAF, 2, end));
      }
    }
  }

  @Test
  void laterEndOfTwoReportsCounts() {
    try (ApplyScenario s = ApplyScenario.inBothForms()) {
      s.at(BASE_MS, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + 2_000));
      String held = s.rowsText();
      s.at(BASE_MS + 1, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + 1_000));
      assertEquals(held, s.rowsText());
      s.at(BASE_MS + 2, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + 3_000));
      assertNotEquals(held, s.rowsText());
    }
  }
}
