package org.waymark.runtime;

import java.time.Instant;
import java.util.Locale;

/** Formats times and clock differences in human-readable form. */
public final class TimeText {
  /** The end of the year 9999. A later time cannot have been meant as a date. */
  private static final long LAST_S = 253_402_300_799L;

  private static final long MS_PER_S = 1_000;
  private static final long SMALL_MS = 10_000;

  private TimeText() {}

  /**
   * Formats an instant in ISO 8601, or as the number itself if it is not a plausible date.
   *
   * @param unixS the number of seconds since 1970, any value
   */
  public static String instant(long unixS) {
    return unixS >= 0 && unixS <= LAST_S
        ? Instant.ofEpochSecond(unixS).toString()
        : unixS + " s since 1970";
  }

  /**
   * Describes how far a clock is ahead of or behind another one, for example "28,799 s behind".
   *
   * @param ms the number of milliseconds by which the clock is ahead; negative if it is behind
   */
  public static String skew(long ms) {
    long apart = Math.abs(ms);
    String text =
        apart < SMALL_MS
            ? String.format(Locale.ROOT, "%.1f s", apart / (double) MS_PER_S)
            : String.format(Locale.ROOT, "%,d s", apart / MS_PER_S);
    return text + (ms < 0 ? " behind" : " ahead of");
  }
}
