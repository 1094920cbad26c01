package org.waymark.segment;

/**
 * How long hop fields are good, and what is made of them: from the timestamp of the info field on,
 * in steps of 24 h / 256 = 337.5 s, and through the last second they reach (PROTOCOL 1).
 */
public final class Expiry {
  /** The greatest exp_time, 8 bits: a day after the timestamp. */
  public static final int MAX_EXP_TIME = 255;

  /** Two steps are a whole number of seconds. */
  private static final long TWO_STEPS_S = 675;

  private static final long MS_PER_S = 1_000;

  private Expiry() {}

  /**
   * {@return the last second a hop field is good, Unix seconds}
   *
   * @param timestampS of the info field, Unix seconds
   * @param expTime of the hop field, in 0..{@value #MAX_EXP_TIME}
   */
  public static long ofHopField(long timestampS, int expTime) {
    return timestampS + expTime * TWO_STEPS_S / 2;
  }

  /**
   * {@return the greatest exp_time with which a hop field lasts no longer, in 0..{@value
   * #MAX_EXP_TIME}; 0 also when there is no time left}
   *
   * @param lifetimeS after the timestamp, seconds, any
   */
  public static int expTimeWithin(long lifetimeS) {
    return Math.clamp(Math.floorDiv(2 * lifetimeS, TWO_STEPS_S), 0, MAX_EXP_TIME);
  }

  /**
   * {@return the first millisecond after a last second, Unix milliseconds}
   *
   * @param expiryS Unix seconds
   */
  public static long endMs(long expiryS) {
    return (expiryS + 1) * MS_PER_S;
  }
}
