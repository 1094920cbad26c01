package org.waymark.runtime.simulation;

/**
 * How often a simulated network loses, repeats, reorders and delays datagrams.
 *
 * @param loss the probability that a datagram is lost
 * @param repetition the probability that a datagram that is not lost arrives twice
 * @param reordering the probability that a copy is delayed by an additional {@code maxDelayMs}, so
 *     that later copies overtake it
 * @param minDelayMs the minimum delay in milliseconds, 0 or more
 * @param maxDelayMs the maximum delay in milliseconds, at least {@code minDelayMs}; every copy
 *     takes a random time in between
 */
public record NetworkConditions(
    double loss, double repetition, double reordering, long minDelayMs, long maxDelayMs) {
  /** No loss or repetition; every datagram takes 1 ms, in order. */
  public static final NetworkConditions GOOD = new NetworkConditions(0, 0, 0, 1, 1);

  /** 30 % of datagrams lost, 10 % repeated, 10 % late, with delays from 1 to 200 ms. */
  public static final NetworkConditions BAD = new NetworkConditions(0.3, 0.1, 0.1, 1, 200);

  /**
   * @throws IllegalArgumentException if a probability is not in 0..1, or the delays are negative or
   *     out of order
   */
  public NetworkConditions {
    check("loss", loss);
    check("repetition", repetition);
    check("reordering", reordering);
    if (minDelayMs < 0 || maxDelayMs < minDelayMs) {
      throw new IllegalArgumentException(
          "delays must be 0 or more and in ascending order, got "
              + minDelayMs
              + " to "
              + maxDelayMs);
    }
  }

  private static void check(String name, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          name + " must be a probability in 0..1, got " + probability);
    }
  }
}
