package org.waymark.history.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Maps instants to positions on a horizontal line, which is labelled in UTC.
 *
 * @param fromMs the instant at the left end, in Unix milliseconds
 * @param toMs the instant at the right end, later than {@code fromMs}
 * @param left the position at which the line begins, in units of the picture
 * @param width the length of the line, in units of the picture
 */
record TimeAxis(long fromMs, long toMs, int left, int width) {
  private static final int MAX_TICKS = 8;
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60 * SECOND_MS;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private static final long[] STEPS_MS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000)
          .toArray();
  private static final long[] STEPS_M = {
    1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 7_200, 14_400
  };

  /**
   * A labelled instant.
   *
   * @param date the second line of the label; empty if the previous tick has the same date
   */
  record Tick(double x, String time, String date) {}

  TimeAxis {
    if (toMs <= fromMs) {
      throw new IllegalArgumentException("an axis must have a length");
    }
  }

  /**
   * {@return the position of an instant, or the nearest end of the axis if the instant is outside
   * it}
   */
  double x(long ms) {
    long inside = Math.clamp(ms, fromMs, toMs);
    return left + (double) width * (inside - fromMs) / (toMs - fromMs);
  }

  boolean contains(long ms) {
    return ms >= fromMs && ms <= toMs;
  }

  /** {@return at most eight instants at round times} */
  List<Tick> ticks() {
    long stepMs = stepMs();
    DateTimeFormatter times = formatter(stepMs);
    DateTimeFormatter dates = utc("uuuu-MM-dd");
    List<Tick> ticks = new ArrayList<>();
    String date = "";
    for (long ms = Math.ceilDiv(fromMs, stepMs) * stepMs; ms <= toMs; ms += stepMs) {
      Instant instant = Instant.ofEpochMilli(ms);
      String day = dates.format(instant);
      ticks.add(new Tick(x(ms), times.format(instant), day.equals(date) ? "" : day));
      date = day;
    }
    return ticks;
  }

  private long stepMs() {
    long spanMs = toMs - fromMs;
    for (long stepMs : STEPS_MS) {
      if (spanMs / stepMs < MAX_TICKS) {
        return stepMs;
      }
    }
    for (long stepM : STEPS_M) {
      if (spanMs / (stepM * MINUTE_MS) < MAX_TICKS) {
        return stepM * MINUTE_MS;
      }
    }
    long stepMs = 15 * DAY_MS;
    while (spanMs / stepMs >= MAX_TICKS) {
      stepMs *= 2;
    }
    return stepMs;
  }

  private static DateTimeFormatter formatter(long stepMs) {
    if (stepMs < SECOND_MS) {
      return utc("HH:mm:ss.SSS'Z'");
    }
    return utc(stepMs < MINUTE_MS ? "HH:mm:ss'Z'" : "HH:mm'Z'");
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
