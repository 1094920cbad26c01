package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests when a revocation is accepted, when its record counts, and which versions it kills
 * (PROTOCOL 7 and 10; APPLY, Guard).
 */
class RevocationToleranceTest {
  private static final long TTL_S = 600;
  private static final long WINDOW = 2_500_000;
  private static final long START_S = WINDOW * TTL_S;

  private static final long EPOCH = 150_000_000;
  private static final long EPOCH_MS = EPOCH * 10_000;

  @ParameterizedTest
  @CsvSource({"-4001,false", "-4000,true", "0,true", "15999,true", "16000,false"})
  void acceptedUpToFourSecondsFromItsTime(long afterStartMs, boolean expected) {
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    assertEquals(expected, RevocationTolerance.accepts(revocation, EPOCH_MS + afterStartMs));
  }

  @ParameterizedTest
  @CsvSource({"-10001,false", "-10000,true", "0,true", "21999,true", "22000,false"})
  void countsIfRecordedUpToTenSecondsFromItsTime(long afterStartMs, boolean expected) {
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    assertEquals(expected, RevocationTolerance.counts(revocation, EPOCH_MS + afterStartMs));
  }

  @Test
  void whatAClockMayMakeAcceptedAlsoProvesAndCounts() {
    long accepted = RevocationTolerance.ACCEPTED_MS;
    long entry = RevocationTolerance.ENTRY_MS;
    assertTrue(accepted <= entry, accepted + " ms against " + entry);
    assertTrue(accepted + entry <= RevocationTolerance.RECORDED_MS, accepted + entry + " ms");
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    for (long clockMs = EPOCH_MS - 30_000; clockMs < EPOCH_MS + 60_000; clockMs += 250) {
      boolean countsWithOtherClocks =
          RevocationTolerance.counts(revocation, clockMs - entry)
              && RevocationTolerance.counts(revocation, clockMs + entry);
      assertTrue(!RevocationTolerance.accepts(revocation, clockMs) || countsWithOtherClocks);
    }
  }

  @Test
  void killsWhatItProvesAgainstIfThatIsRecordedBeforeItExpires() {
    long timestampS = START_S + 100;
    long expiryMs = (START_S + 200) * 1000;
    assertTrue(kills(WINDOW, expiryMs, timestampS, expiryMs - 1));
    assertFalse(kills(WINDOW, expiryMs, timestampS, expiryMs));
    assertFalse(kills(WINDOW + 1, expiryMs, timestampS, expiryMs - 1));
  }

  private static boolean kills(long window, long expiryMs, long timestampS, long recordTimeMs) {
    return RevocationTolerance.kills(
        ProofSide.NEXT, window, TTL_S, expiryMs, timestampS, recordTimeMs);
  }

  private static boolean next(long window, long timestampS, long recordTimeMs) {
    return RevocationTolerance.proves(ProofSide.NEXT, window, TTL_S, timestampS, recordTimeMs);
  }

  private static boolean previous(long window, long timestampS, long recordTimeMs) {
    return RevocationTolerance.proves(ProofSide.PREVIOUS, window, TTL_S, timestampS, recordTimeMs);
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
  void theToleranceIsFiveSecondsAtEitherEnd() {
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
  void theToleranceReachesBelowZero() {
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
            RevocationTolerance.proves(ProofSide.NEXT, window, treeTtlS, timestampS, recordTimeMs));
        assertEquals(
            touched,
            RevocationTolerance.proves(
                ProofSide.PREVIOUS, window + 1, treeTtlS, timestampS, recordTimeMs));
      }
    }
  }
}
