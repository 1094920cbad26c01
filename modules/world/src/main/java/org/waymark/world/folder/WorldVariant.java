package org.waymark.world.folder;

import java.time.Duration;
import org.waymark.world.site.Habits;

/**
 * In what a world differs from others on purpose.
 *
 * @param habits of the services beside the path servers
 * @param certificateLifeS seconds from the making of the world to the end of its TRCs and chains,
 *     {@value #MIN_CERTIFICATE_LIFE_S}..{@value #MAX_CERTIFICATE_LIFE_S}
 */
public record WorldVariant(Habits habits, long certificateLifeS) {
  /** Segments live no longer than the certificates behind them: with less there would be none. */
  public static final long MIN_CERTIFICATE_LIFE_S = WorldSettings.MIN_SEGMENT_TTL_S;

  public static final long MAX_CERTIFICATE_LIFE_S = 315_360_000;

  private static final Duration DEFAULT_LIFE = Duration.ofDays(364);

  /** Path servers are spoken to in turn, and certificates end in a year, less the day before. */
  public static final WorldVariant DEFAULT =
      new WorldVariant(Habits.WAYMARK, DEFAULT_LIFE.toSeconds());

  /**
   * @throws IllegalArgumentException if the certificate life is out of range
   */
  public WorldVariant {
    if (certificateLifeS < MIN_CERTIFICATE_LIFE_S || certificateLifeS > MAX_CERTIFICATE_LIFE_S) {
      throw new IllegalArgumentException(
          "certificate life is "
              + certificateLifeS
              + " s, expected "
              + MIN_CERTIFICATE_LIFE_S
              + ".."
              + MAX_CERTIFICATE_LIFE_S);
    }
  }

  /** {@return this with other habits} */
  public WorldVariant withHabits(Habits newHabits) {
    return new WorldVariant(newHabits, certificateLifeS);
  }

  /** {@return this with certificates of another life} */
  public WorldVariant withCertificateLifeS(long newCertificateLifeS) {
    return new WorldVariant(habits, newCertificateLifeS);
  }
}
