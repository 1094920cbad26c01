package org.waymark.store.row;

/**
 * Adds and subtracts with saturation instead of overflow, because times in records may be any
 * 64-bit value.
 */
public final class Saturating {
  private Saturating() {}

  public static long add(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? limit(a) : sum;
  }

  public static long subtract(long a, long b) {
    long difference = a - b;
    boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
    return overflow ? limit(a) : difference;
  }

  private static long limit(long a) {
    return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
