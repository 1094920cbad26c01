package org.waymark.bench;

/** Measures elapsed real time. */
final class Elapsed {
  private static final double NS_PER_S = 1e9;

  private Elapsed() {}

  /**
   * {@return the seconds since a start time}
   *
   * @param startNs a value of {@link System#nanoTime}
   */
  static double secondsSince(long startNs) {
    return (System.nanoTime() - startNs) / NS_PER_S;
  }
}
