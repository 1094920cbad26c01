package org.waymark.server.settings;

/**
 * The threshold below which registrations are not worth recording (ARCHITECTURE, Damping).
 *
 * @param refreshMin the minimum time by which a version must outlast the stored version to be
 *     recorded, as a fraction of its own lifetime, 0..0.25; 0 disables damping
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
