package org.waymark.history.report;

import java.time.Instant;
import java.util.OptionalLong;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;

/**
 * The time span of a report. A record belongs to the span if it is later than the beginning but not
 * later than the end. Consecutive spans therefore have no record in common.
 */
public record ReportSpan(Bound from, Bound to) {
  /**
   * One end of a span: an instant, or an offset of {@code .events}. An offset stands for the moment
   * before the record with that offset; in the other topics, it stands for the time of that record.
   * Offset 0 is the beginning of every topic.
   *
   * @param ms the time of this end, in Unix milliseconds
   * @param offset the offset, if an offset was given
   */
  public record Bound(long ms, OptionalLong offset) {
    /** {@return this end in one of the forms that {@link Moments} parses} */
    String moment() {
      return offset.isPresent()
          ? Long.toString(offset.getAsLong())
          : Instant.ofEpochMilli(ms).toString();
    }
  }

  /**
   * {@return the span between two moments}
   *
   * @param from a moment as {@link Moments} describes it
   * @param nowMs the current time, in Unix milliseconds
   * @throws IllegalArgumentException if a text is not a moment, or the second moment is before the
   *     first
   * @throws UnknownPastException if the second moment is in the future, or an offset is not in the
   *     log
   * @throws org.waymark.log.LogException if an offset cannot be looked up
   */
  public static ReportSpan of(EventLog log, String from, String to, long nowMs) {
    Bound first = bound(log, from, nowMs);
    Bound last = bound(log, to, nowMs);
    if (last.ms() > nowMs && last.offset().isEmpty()) {
      throw new UnknownPastException(
          Instant.ofEpochMilli(last.ms()) + " is later than now, " + Instant.ofEpochMilli(nowMs));
    }
    boolean areOffsets = first.offset().isPresent() && last.offset().isPresent();
    if (areOffsets
        ? last.offset().getAsLong() < first.offset().getAsLong()
        : last.ms() < first.ms()) {
      throw new IllegalArgumentException(
          "the end of the report, %s, is before its beginning, %s"
              .formatted(last.moment(), first.moment()));
    }
    return new ReportSpan(first, last);
  }

  private static Bound bound(EventLog log, String text, long nowMs) {
    OptionalLong instant = Moments.instant(text, nowMs);
    if (instant.isPresent()) {
      return new Bound(instant.getAsLong(), OptionalLong.empty());
    }
    long offset = Long.parseLong(text);
    return new Bound(timeMs(log, offset, nowMs), OptionalLong.of(offset));
  }

  private static long timeMs(EventLog log, long offset, long nowMs) {
    long start = log.start(Topic.EVENTS);
    long end = log.end(Topic.EVENTS).nextOffset();
    if (offset < start || offset > end) {
      throw new UnknownPastException(
          ("offset %d is not in the log, which covers offsets %d up to, but not"
                      + " including, %d: earlier records")
                  .formatted(offset, start, end)
              + " were removed by retention, and later ones do not exist yet");
    }
    if (offset == 0 || offset == end) {
      return offset == 0 ? 0 : nowMs;
    }
    long[] timeMs = {nowMs};
    log.readWhile(
        Topic.EVENTS,
        log.identity().at(Topic.EVENTS, offset),
        offset + 1,
        records -> {
          timeMs[0] = records.getFirst().recordTimeMs();
          return false;
        });
    return timeMs[0];
  }
}
