package org.waymark.history.report;

import java.time.Instant;
import java.util.OptionalLong;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;

/**
 * The time span of a report. A record belongs to the span if it is later than the beginning and no
 * later than the end, so that consecutive spans do not share records.
 *
 * @param fromMs the beginning in Unix milliseconds
 * @param toMs the end in Unix milliseconds, not before {@code fromMs}
 */
public record ReportSpan(long fromMs, long toMs) {
  /**
   * {@return the span between two moments}
   *
   * @param nowMs the present, Unix milliseconds
   * @throws IllegalArgumentException if a text is not an instant, or the second instant is before
   *     the first
   * @throws UnknownPastException if the second is in the future
   */
  public static ReportSpan of(String from, String to, long nowMs) {
    long fromMs = instant(from, nowMs);
    long toMs = instant(to, nowMs);
    if (toMs > nowMs) {
      throw new UnknownPastException(
          Instant.ofEpochMilli(toMs) + " is later than now, " + Instant.ofEpochMilli(nowMs));
    }
    if (toMs < fromMs) {
      throw new IllegalArgumentException(
          "the end of the report, %s, is before its beginning, %s"
              .formatted(Instant.ofEpochMilli(toMs), Instant.ofEpochMilli(fromMs)));
    }
    return new ReportSpan(fromMs, toMs);
  }

  private static long instant(String text, long nowMs) {
    OptionalLong instant = Moments.instant(text, nowMs);
    return instant.orElseThrow(
        () ->
            new IllegalArgumentException(
                "a report covers three topics, so it needs times instead of the offset " + text));
  }
}
