package org.waymark.world.folder;

import java.time.Duration;
import org.waymark.world.site.Habits;

/**
 * The properties in which a world deliberately differs from other worlds.
 *
 * @param habits the habits of the services other than path servers
 * @param certificateLifeS the number of seconds from the creation of the world to the end of its
 *     TRCs and chains, {@value #MIN_CERTIFICATE_LIFE_S}..{@value #MAX_CERTIFICATE_LIFE_S}
 */
public record WorldVariant(Habits habits, long certificateLifeS) {
  /**
   * The minimum is the shortest segment lifetime. Segments end no later than the certificates with
   * which they are signed, so with a shorter certificate life, there would be no segments.
   */
  public static final long MIN_CERTIFICATE_LIFE_S = WorldSettings.MIN_SEGMENT_TTL_S;

  public static final long MAX_CERTIFICATE_LIFE_S = 315_360_000;

  private static final Duration DEFAULT_LIFE = Duration.ofDays(364);

  /**
   * Services use the path servers in turn, and certificates expire one year after the start of
   * their validity, which is one day before the creation of the world.
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
