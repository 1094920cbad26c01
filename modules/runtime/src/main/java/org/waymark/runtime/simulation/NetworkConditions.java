package org.waymark.runtime.simulation;

/**
 * How badly a simulated network treats datagrams.
 *
 * @param loss probability that a datagram is lost
 * @param repetition probability that a datagram which is not lost arrives a second time
 * @param reordering probability that a copy waits one whole {@code maxDelayMs} more, so that later
 *     ones overtake it
 * @param minDelayMs 0 or more
 * @param maxDelayMs at least {@code minDelayMs}; every copy takes a time of its own in between
 */
public record NetworkConditions(
    double loss, double repetition, double reordering, long minDelayMs, long maxDelayMs) {
  /** Nothing is lost or repeated, everything takes 1 ms and keeps its order. */
  public static final NetworkConditions GOOD = new NetworkConditions(0, 0, 0, 1, 1);

  /** A third is lost, a tenth repeated, a tenth late, delays from 1 to 200 ms. */
  public static final NetworkConditions BAD = new NetworkConditions(0.3, 0.1, 0.1, 1, 200);

  /**
   * @throws IllegalArgumentException when a probability is not in 0..1, or the delays are not
   *     ordered
   */
  public NetworkConditions {
    check("loss", loss);
    check("repetition", repetition);
    check("reordering", reordering);
    if (minDelayMs < 0 || maxDelayMs < minDelayMs) {
      throw new IllegalArgumentException(
          "delays go from 0 or more upwards, not from " + minDelayMs + " to " + maxDelayMs);
    }
  }

  private static void check(String name, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(name + " is a probability, not " + probability);
    }
  }
}
