package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests the windows in which an AS entry may have been made (APPLY, Guard). */
class ProofWindowTest {
  private static final long TTL_S = 600;
  private static final long WINDOW = 2_500_000;
  private static final long START_S = WINDOW * TTL_S;

  private static boolean next(long window, long timestampS, long recordTimeMs) {
    return ProofWindow.allows(ProofSide.NEXT, window, TTL_S, timestampS, recordTimeMs);
  }

  private static boolean previous(long window, long timestampS, long recordTimeMs) {
    return ProofWindow.allows(ProofSide.PREVIOUS, window, TTL_S, timestampS, recordTimeMs);
  }

  @Test
  void aSegmentOfOneWindowIsHitByProofsOfItAndThroughPrevRootByTheNext() {
    long timestampS = START_S + 100;
    long recordTimeMs = (START_S + 110) * 1000;
    assertFalse(next(WINDOW - 1, timestampS, recordTimeMs));
    assertTrue(next(WINDOW, timestampS, recordTimeMs));
    assertFalse(next(WINDOW + 1, timestampS, recordTimeMs));
    assertFalse(previous(WINDOW, timestampS, recordTimeMs));
    assertTrue(previous(WINDOW + 1, timestampS, recordTimeMs));
    assertFalse(previous(WINDOW + 2, timestampS, recordTimeMs));
  }

  @Test
  void theEntryMayHaveBeenMadeAnywhereBetweenTimestampAndRecording() {
    long recordTimeMs = (START_S + 2 * TTL_S + 100) * 1000;
    for (long window = WINDOW; window <= WINDOW + 2; window++) {
      assertTrue(next(window, START_S + 100, recordTimeMs));
    }
    assertFalse(next(WINDOW - 1, START_S + 100, recordTimeMs));
    assertFalse(next(WINDOW + 3, START_S + 100, recordTimeMs));
  }

  @Test
  void aTimestampAfterTheRecordTimeSpansTheSameWindows() {
    long later = START_S + TTL_S + 100;
    long recordTimeMs = (START_S + 100) * 1000;
    assertTrue(next(WINDOW, later, recordTimeMs));
    assertTrue(next(WINDOW + 1, later, recordTimeMs));
    assertFalse(next(WINDOW - 1, later, recordTimeMs));
    assertFalse(next(WINDOW + 2, later, recordTimeMs));
  }

  @Test
  void theSlackIsFiveSecondsAtEitherEnd() {
    long middleMs = (START_S + 300) * 1000;
    assertTrue(next(WINDOW - 1, START_S + 4, middleMs));
    assertFalse(next(WINDOW - 1, START_S + 5, middleMs));
    assertTrue(next(WINDOW - 1, START_S + 300, START_S * 1000 + 4_999));
    assertFalse(next(WINDOW - 1, START_S + 300, START_S * 1000 + 5_000));
    assertFalse(next(WINDOW + 1, START_S + TTL_S - 6, middleMs));
    assertTrue(next(WINDOW + 1, START_S + TTL_S - 5, middleMs));
    assertFalse(next(WINDOW + 1, START_S + 300, (START_S + TTL_S) * 1000 - 5_001));
    assertTrue(next(WINDOW + 1, START_S + 300, (START_S + TTL_S) * 1000 - 5_000));
  }

  @Test
  void theSlackReachesBelowZero() {
    assertTrue(next(-1, 0, 0));
    assertTrue(next(0, 0, 0));
    assertFalse(next(-2, 0, 0));
    assertTrue(previous(0, 0, 0));
  }

  @Test
  void agreesWithTheSetOfWindowsTouchedByEveryMillisecond() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 300; run++) {
      long treeTtlS = random.nextLong(1, 4) * 10;
      long timestampS = random.nextLong(0, 100);
      long recordTimeMs = random.nextLong(0, 100_000);
      long fromMs = Math.min(timestampS * 1000, recordTimeMs) - 5_000;
      long toMs = Math.max(timestampS * 1000, recordTimeMs) + 5_000;
      for (long window = -3; window <= 13; window++) {
        long startMs = window * treeTtlS * 1000;
        boolean touched = startMs <= toMs && fromMs < startMs + treeTtlS * 1000;
        assertEquals(
            touched,
            ProofWindow.allows(ProofSide.NEXT, window, treeTtlS, timestampS, recordTimeMs));
        assertEquals(
            touched,
            ProofWindow.allows(ProofSide.PREVIOUS, window + 1, treeTtlS, timestampS, recordTimeMs));
      }
    }
  }
}
