package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Compares saturating sums with sums of unbounded integers. */
class SaturatingTest {
  private static final long[] NUMBERS = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    Long.MIN_VALUE / 2,
    -2,
    -1,
    0,
    1,
    2,
    Long.MAX_VALUE / 2,
    Long.MAX_VALUE / 2 + 1,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  private static long limited(BigInteger number) {
    return number
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  @Test
  void sumsAndDifferencesStopAtTheEndsOfTheRange() {
    for (long a : NUMBERS) {
      for (long b : NUMBERS) {
        BigInteger first = BigInteger.valueOf(a);
        BigInteger second = BigInteger.valueOf(b);
        assertEquals(limited(first.add(second)), Saturating.add(a, b), a + " + " + b);
        assertEquals(limited(first.subtract(second)), Saturating.subtract(a, b), a + " - " + b);
      }
    }
  }
}
