package org.waymark.server.settings;

/**
 * Which registrations are not worth recording (ARCHITECTURE, Damping).
 *
 * @param refreshMin the share of its own lifetime by which a version must outlast the stored one to
 *     be recorded, 0..0.25; 0 damps nothing
 */
public record DampingSettings(double refreshMin) {
  public static final DampingSettings DEFAULT = new DampingSettings(0.10);

  /** The largest {@code refreshMin} allowed. */
  public static final double MAX_REFRESH_MIN = 0.25;

  /**
   * @throws IllegalArgumentException if {@code refreshMin} is not in 0..0.25
   */
  public DampingSettings {
    if (!(refreshMin >= 0 && refreshMin <= MAX_REFRESH_MIN)) {
      throw new IllegalArgumentException(
          "refresh-min must be between 0 and " + MAX_REFRESH_MIN + ", got " + refreshMin);
    }
  }
}
