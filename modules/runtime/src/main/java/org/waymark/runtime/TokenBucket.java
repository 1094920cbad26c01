package org.waymark.runtime;

/**
 * A budget of tokens that refills at a steady rate. It allows a burst, followed by a limited number
 * of tokens per second.
 *
 * <p>The only state is the time at which the bucket will be full again. Thread-safe.
 */
public final class TokenBucket {
  private static final long SECOND_NS = 1_000_000_000;

  private final Clock clock;
  private final long intervalNs;
  private final long depthNs;

  /** The monotonic time at which the bucket will be full again. */
  private long fullAtNs;

  /**
   * Creates a full bucket.
   *
   * @param perSecond the number of tokens gained per second, 1 to 10^9
   * @param burst the number of tokens in a full bucket, 1 to 10^9
   * @throws IllegalArgumentException if a number is out of range
   */
  public TokenBucket(Clock clock, long perSecond, long burst) {
    if (perSecond < 1 || perSecond > SECOND_NS || burst < 1 || burst > SECOND_NS) {
      throw new IllegalArgumentException(
          "a budget must allow 1..10^9 tokens per second and per burst, got "
              + perSecond
              + " and "
              + burst);
    }
    this.clock = clock;
    this.intervalNs = SECOND_NS / perSecond;
    this.depthNs = burst * intervalNs;
    this.fullAtNs = clock.monotonicNs();
  }

  /**
   * Takes a token.
   *
   * @return whether a token was available
   */
  public boolean tryTake() {
    return tryTake(1);
  }

  /**
   * Takes either all of the requested tokens, or none.
   *
   * @param tokens the number of tokens, 0 or more
   * @return whether enough tokens were available
   */
  public synchronized boolean tryTake(long tokens) {
    long owedNs = owedNs();
    if (tokens > (depthNs - owedNs) / intervalNs) {
      return false;
    }
    fullAtNs = clock.monotonicNs() + owedNs + tokens * intervalNs;
    return true;
  }

  /** {@return whether a token is available, without taking it} */
  public synchronized boolean hasToken() {
    return depthNs - owedNs() >= intervalNs;
  }

  /** {@return whether the bucket is full} */
  public synchronized boolean isFull() {
    return owedNs() == 0;
  }

  private long owedNs() {
    // The monotonic clock may overflow, so only differences are compared.
    return Math.max(0, fullAtNs - clock.monotonicNs());
  }
}
