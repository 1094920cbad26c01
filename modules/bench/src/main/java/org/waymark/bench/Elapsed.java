package org.waymark.bench;

/** Real time that passed. */
final class Elapsed {
  private static final double NS_PER_S = 1e9;

  private Elapsed() {}

  /**
   * {@return the seconds since a moment}
   *
   * @param startNs of {@link System#nanoTime}
   */
  static double secondsSince(long startNs) {
    return (System.nanoTime() - startNs) / NS_PER_S;
  }
}
