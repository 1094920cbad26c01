package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class TokenBucketTest {
  private final VirtualClock clock = new VirtualClock(0);

  @Test
  void aFullBucketGivesItsBurstAndThenItsRate() {
    TokenBucket bucket = new TokenBucket(clock, 10, 3);
    for (int i = 0; i < 3; i++) {
      assertTrue(bucket.tryTake());
    }
    assertFalse(bucket.tryTake());
    clock.advanceMs(99);
    assertFalse(bucket.tryTake());
    clock.advanceMs(1);
    assertTrue(bucket.tryTake());
    assertFalse(bucket.tryTake());
  }

  @Test
  void aLongRestFillsItNoFurtherThanItsBurst() {
    TokenBucket bucket = new TokenBucket(clock, 10, 3);
    clock.advanceMs(3_600_000);
    assertTrue(bucket.tryTake(3));
    assertFalse(bucket.tryTake());
  }

  @Test
  void whatIsRefusedCostsNothing() {
    TokenBucket bucket = new TokenBucket(clock, 10, 3);
    assertFalse(bucket.tryTake(4));
    assertFalse(bucket.tryTake(Long.MAX_VALUE));
    assertTrue(bucket.tryTake(3));
    assertFalse(bucket.isFull());
    clock.advanceMs(300);
    assertTrue(bucket.isFull());
  }

  @Test
  void theEndOfTheMonotonicNumbersIsNoEnd() {
    long[] nowNs = {Long.MAX_VALUE - 50_000_000};
    Clock wrapping =
        new Clock() {
          @Override
          public long wallMs() {
            return 0;
          }

          @Override
          public long monotonicNs() {
            return nowNs[0];
          }
        };
    TokenBucket bucket = new TokenBucket(wrapping, 10, 1);
    assertTrue(bucket.tryTake());
    assertFalse(bucket.tryTake());
    nowNs[0] += 100_000_000;
    assertTrue(nowNs[0] < 0);
    assertTrue(bucket.tryTake());
    assertFalse(bucket.tryTake());
  }

  @Test
  void neverGivesMoreThanBurstAndRateAllowInAnyTime() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long perSecond = random.nextLong(1, 500);
      long burst = random.nextLong(1, 50);
      TokenBucket bucket = new TokenBucket(clock, perSecond, burst);
      long startMs = clock.wallMs();
      long taken = 0;
      for (int i = 0; i < 2_000; i++) {
        clock.advanceMs(random.nextLong(0, 5));
        long tokens = random.nextLong(1, 4);
        taken += bucket.tryTake(tokens) ? tokens : 0;
        // Intervals are rounded down to whole nanoseconds, so the rate is exact to one in a
        // million.
        double allowed = burst + perSecond * (clock.wallMs() - startMs) / 1000.0;
        assertTrue(taken <= allowed * 1.000_001, "seed " + seed + ": " + taken + " > " + allowed);
      }
      assertTrue(taken >= burst, "seed " + seed);
    }
  }

  @Test
  void numbersOutOfBoundsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(clock, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(clock, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(clock, 1_000_000_001, 1));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(clock, 1, 1_000_000_001));
  }

  @Test
  void keysHaveBudgetsOfTheirOwn() {
    KeyedBudgets<String> budgets = new KeyedBudgets<>(clock, 1, 1, 10);
    assertTrue(budgets.tryTake("a"));
    assertFalse(budgets.tryTake("a"));
    assertTrue(budgets.tryTake("b"));
    assertEquals(2, budgets.keys());
  }

  @Test
  void keysAreForgottenLongestUnusedFirstButThoseInDebtAfterTheOthers() {
    KeyedBudgets<String> budgets = new KeyedBudgets<>(clock, 1, 2, 3);
    budgets.tryTake("debtor");
    budgets.tryTake("debtor");
    budgets.tryTake("paid");
    clock.advanceMs(1_000);
    budgets.tryTake("recent");
    // "debtor" was used before "paid", but still owes a token.
    budgets.tryTake("newcomer");
    assertEquals(3, budgets.keys());
    assertEquals(0, budgets.forgottenInDebt());
    assertTrue(budgets.tryTake("debtor"));
    assertFalse(budgets.tryTake("debtor"));
  }

  @Test
  void whenAllKeysAreInDebtTheLongestUnusedGivesWay() {
    KeyedBudgets<Integer> budgets = new KeyedBudgets<>(clock, 1, 1, 100);
    for (int key = 0; key < 1_000; key++) {
      assertTrue(budgets.tryTake(key), "a newcomer is not locked out");
    }
    assertEquals(100, budgets.keys());
    assertEquals(900, budgets.forgottenInDebt());
    assertFalse(budgets.tryTake(999));
    assertFalse(budgets.tryTake(900));
    assertTrue(budgets.tryTake(899));
  }

  @Test
  void useNotArrivalDecidesWhichKeyGivesWay() {
    KeyedBudgets<String> budgets = new KeyedBudgets<>(clock, 1, 3, 2);
    budgets.tryTake("first");
    budgets.tryTake("second");
    budgets.tryTake("first");
    budgets.tryTake("newcomer");
    assertTrue(budgets.tryTake("first"));
    assertFalse(budgets.tryTake("first"), "its debt was not forgotten");
  }
}
