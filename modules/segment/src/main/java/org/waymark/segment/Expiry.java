package org.waymark.segment;

/**
 * Computes how long hop fields, and everything built from hop fields, are valid (PROTOCOL 1).
 * Validity starts at the timestamp of the info field, is counted in steps of 24 h / 256 = 337.5 s,
 * and includes the entire last second.
 */
public final class Expiry {
  /** The highest exp_time that fits into 8 bits: one day after the timestamp. */
  public static final int MAX_EXP_TIME = 255;

  /** The length of two steps, which is a whole number of seconds. */
  private static final long TWO_STEPS_S = 675;

  private static final long MS_PER_S = 1_000;

  private Expiry() {}

  /**
   * {@return the last second in which a hop field is valid, in Unix seconds}
   *
   * @param timestampS the timestamp of the info field, in Unix seconds
   * @param expTime the exp_time of the hop field, in 0..{@value #MAX_EXP_TIME}
   */
  public static long ofHopField(long timestampS, int expTime) {
    return timestampS + expTime * TWO_STEPS_S / 2;
  }

  /**
   * Computes the highest exp_time, in 0..{@value #MAX_EXP_TIME}, with which a hop field expires no
   * later than the lifetime allows.
   *
   * @param lifetimeS the number of seconds after the timestamp; any value
   * @return that exp_time; 0 even if a hop field with exp_time 0 lasts longer
   */
  public static int expTimeWithin(long lifetimeS) {
    return Math.clamp(Math.floorDiv(2 * lifetimeS, TWO_STEPS_S), 0, MAX_EXP_TIME);
  }

  /**
   * {@return the first millisecond after the last second of validity, in Unix milliseconds}
   *
   * @param expiryS the last second of validity, in Unix seconds
   */
  public static long endMs(long expiryS) {
    return (expiryS + 1) * MS_PER_S;
  }
}
