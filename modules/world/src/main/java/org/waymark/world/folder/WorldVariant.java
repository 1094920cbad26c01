package org.waymark.world.folder;

import java.time.Duration;
import org.waymark.world.site.Habits;

/**
 * The properties in which a world deliberately differs from other worlds.
 *
 * @param habits the habits of the services other than path servers
 * @param certificateLifeS the number of seconds from the creation of the world to the expiration of
 *     its TRCs and chains, {@value #MIN_CERTIFICATE_LIFE_S}..{@value #MAX_CERTIFICATE_LIFE_S}
 */
public record WorldVariant(Habits habits, long certificateLifeS) {
  /**
   * The shortest certificate life in seconds, which is the shortest segment lifetime. Segments
   * expire no later than the certificates that sign them, so a shorter certificate life would leave
   * a world without segments.
   */
  public static final long MIN_CERTIFICATE_LIFE_S = WorldSettings.MIN_SEGMENT_TTL_S;

  public static final long MAX_CERTIFICATE_LIFE_S = 315_360_000;

  private static final Duration DEFAULT_LIFE = Duration.ofDays(364);

  /**
   * The default variant: services use the path servers in turn, and certificates become valid one
   * day before the creation of the world and expire a year later.
   */
  public static final WorldVariant DEFAULT =
      new WorldVariant(Habits.WAYMARK, DEFAULT_LIFE.toSeconds());

  /**
   * @throws IllegalArgumentException if the certificate life is out of range
   */
  public WorldVariant {
    if (certificateLifeS < MIN_CERTIFICATE_LIFE_S || certificateLifeS > MAX_CERTIFICATE_LIFE_S) {
      throw new IllegalArgumentException(
          "certificate life must be in "
              + MIN_CERTIFICATE_LIFE_S
              + ".."
              + MAX_CERTIFICATE_LIFE_S
              + " s, got "
              + certificateLifeS);
    }
  }

  /** {@return a copy with different habits} */
  public WorldVariant withHabits(Habits newHabits) {
    return new WorldVariant(newHabits, certificateLifeS);
  }

  /** {@return a copy with a different certificate life} */
  public WorldVariant withCertificateLifeS(long newCertificateLifeS) {
    return new WorldVariant(habits, newCertificateLifeS);
  }
}
