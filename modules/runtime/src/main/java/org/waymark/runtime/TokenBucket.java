package org.waymark.runtime;

/**
 * A budget that refills at a steady rate: so many at once, so many per second after that.
 *
 * <p>Kept as one number, the moment at which the bucket is full again. Thread-safe.
 */
public final class TokenBucket {
  private static final long SECOND_NS = 1_000_000_000;

  private final Clock clock;
  private final long intervalNs;
  private final long depthNs;

  /** Until when what was taken is paid back, on the monotonic clock. */
  private long fullAtNs;

  /**
   * A full bucket.
   *
   * @param perSecond tokens gained in a second, 1 to 10^9
   * @param burst tokens of a full bucket, 1 to 10^9
   * @throws IllegalArgumentException when one is outside its bounds
   */
  public TokenBucket(Clock clock, long perSecond, long burst) {
    if (perSecond < 1 || perSecond > SECOND_NS || burst < 1 || burst > SECOND_NS) {
      throw new IllegalArgumentException(
          "a budget is 1 to 10^9 per second and at once, not " + perSecond + " and " + burst);
    }
    this.clock = clock;
    this.intervalNs = SECOND_NS / perSecond;
    this.depthNs = burst * intervalNs;
    this.fullAtNs = clock.monotonicNs();
  }

  /** {@return whether there was a token, which is now taken} */
  public boolean tryTake() {
    return tryTake(1);
  }

  /**
   * {@return whether there were so many tokens, which are now taken; else none is}
   *
   * @param tokens 0 or more
   */
  public synchronized boolean tryTake(long tokens) {
    long owedNs = owedNs();
    if (tokens > (depthNs - owedNs) / intervalNs) {
      return false;
    }
    fullAtNs = clock.monotonicNs() + owedNs + tokens * intervalNs;
    return true;
  }

  /** {@return whether there is a token, which is not taken} */
  public synchronized boolean hasToken() {
    return depthNs - owedNs() >= intervalNs;
  }

  /** {@return whether nothing is owed: the bucket is as good as a new one} */
  public synchronized boolean isFull() {
    return owedNs() == 0;
  }

  private long owedNs() {
    // The monotonic clock may pass the end of its numbers: only the difference is compared.
    return Math.max(0, fullAtNs - clock.monotonicNs());
  }
}
