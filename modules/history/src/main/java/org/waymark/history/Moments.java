package org.waymark.history;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.log.Position;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;

/**
 * Converts a text into a moment. The text is an offset ({@code 4711}), an instant ({@code
 * 2026-11-28T14:32:00Z}, or without the seconds {@code 2026-11-28T14:32Z}), a time relative to now
 * ({@code -15m}), or {@code now}. An offset may be written as a {@link Token}, which also names the
 * topic.
 *
 * <p>An instant stands for the state before the first record that was recorded after the instant.
 * An offset stands for the state before the record with that offset, at the time of the preceding
 * record, or at the time of that record itself if the preceding record is not known. Events that
 * were recorded in other topics before that record, such as rejections, count as well.
 */
public final class Moments {
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");
  private static final Pattern WITHOUT_SECONDS =
      Pattern.compile("(.+T\\d{2}:\\d{2})(Z|[+-]\\d{2}:\\d{2})");
  private static final Pattern AGO = Pattern.compile("-(\\d{1,9})(ms|s|m|h|d)");

  private final HistoryView history;
  private final long nowMs;

  /**
   * @param nowMs the current time in Unix milliseconds
   */
  public Moments(HistoryView history, long nowMs) {
    this.history = history;
    this.nowMs = nowMs;
  }

  /**
   * Converts a text into the moment that it denotes.
   *
   * @throws IllegalArgumentException if the text is not a valid moment
   * @throws UnknownPastException if the history does not cover the moment
   */
  public Moment of(String text) {
    OptionalLong instant = instant(text, nowMs);
    return instant.isPresent()
        ? atInstant(instant.getAsLong())
        : atOffset(offset(text, history.position().map(Position::topicId)));
  }

  /**
   * Reads an offset.
   *
   * @param text an offset, or a token
   * @param topicId the id of the topic {@code .events} of this history; empty if it is unknown
   * @throws UnknownPastException if the token belongs to another topic
   */
  public static long offset(String text, Optional<String> topicId) {
    Optional<Token> token = Token.parse(text);
    if (token.isEmpty()) {
      return Long.parseLong(text);
    }
    if (topicId.isPresent() && !topicId.get().equals(token.get().topicId())) {
      throw new UnknownPastException(
          ("the token %s belongs to another log: the events topic here has the id %s. Query the log"
                  + " from which the token came, or give a time")
              .formatted(text, topicId.get()));
    }
    return token.get().nextOffset();
  }

  /**
   * Converts a text into an instant.
   *
   * @return Unix milliseconds; empty if the text is an offset
   * @throws IllegalArgumentException if the text is not a valid moment
   */
  public static OptionalLong instant(String text, long nowMs) {
    if (text.equals("now")) {
      return OptionalLong.of(nowMs);
    }
    if (OFFSET.matcher(text).matches() || Token.parse(text).isPresent()) {
      return OptionalLong.empty();
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return OptionalLong.of(
          nowMs - unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))).toMillis());
    }
    try {
      Matcher minutes = WITHOUT_SECONDS.matcher(text);
      return OptionalLong.of(
          Instant.parse(minutes.matches() ? minutes.group(1) + ":00" + minutes.group(2) : text)
              .toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "a moment must be an offset (4711), a UTC time (2026-11-28T14:32:00Z or"
              + " 2026-11-28T14:32Z), a time span before now (-15m) or now, got '"
              + text
              + "'",
          e);
    }
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  /**
   * Converts an offset into a moment, which is the position in the log before the record with that
   * offset.
   *
   * @throws UnknownPastException if the history does not cover that moment
   */
  public Moment atOffset(long next) {
    if (next < history.first() || next > history.next()) {
      throw new UnknownPastException(
          "offset %d is not in this history, which covers offsets %d to %d"
              .formatted(next, history.first(), history.next()),
          true);
    }
    // Before the first known record, the only known time is that of the record itself.
    long clockMs =
        history
            .record(next - 1)
            .or(() -> history.record(next))
            .map(RecordSummary::recordTimeMs)
            .orElse(nowMs);
    return new Moment(next, clockMs, true);
  }

  /**
   * Converts an instant into a moment, which is the position in the log before the first record
   * with a later time.
   *
   * @throws UnknownPastException if the history begins later, or if the instant is in the future
   */
  public Moment atInstant(long instantMs) {
    if (instantMs > nowMs) {
      throw new UnknownPastException(
          Instant.ofEpochMilli(instantMs) + " is later than now, " + Instant.ofEpochMilli(nowMs));
    }
    long next = history.nextAt(Topic.EVENTS, instantMs);
    if (next == history.first() && next < history.next()) {
      throw new UnknownPastException(
          "%s is before the first record of this history, which was recorded at %s"
              .formatted(
                  Instant.ofEpochMilli(instantMs),
                  Instant.ofEpochMilli(history.record(next).orElseThrow().recordTimeMs())),
          next > 0);
    }
    return new Moment(next, instantMs);
  }

  /**
   * Checks that the history covers everything on which the state at a moment depends.
   *
   * @param text the text with which the moment was requested, for the message
   * @return the moment
   * @throws UnknownPastException if the history does not cover it
   */
  public static Moment withState(HistoryView history, Moment moment, String text) {
    if (!history.isComplete(moment.next())) {
      throw new UnknownPastException(
          ("the state at %s (offset %d) is not known here: this history begins at offset %d%s, and"
                  + " a state depends on the records from the preceding 26 hours")
              .formatted(
                  text,
                  moment.next(),
                  history.first(),
                  history
                      .record(history.first())
                      .map(record -> ", " + Instant.ofEpochMilli(record.recordTimeMs()))
                      .orElse("")),
          true);
    }
    return moment;
  }
}
