package org.waymark.server.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The depth of the history that a replica keeps (ARCHITECTURE, History). It also determines where a
 * replica without a store begins to fold the log.
 */
public sealed interface HistoryDepth {
  /** The default: one day. */
  HistoryDepth DEFAULT = new Span(Duration.ofDays(1));

  /**
   * A time span up to the present. A replica without a store starts its fold one horizon back, so
   * it has the history of a longer span only after running for that long.
   */
  record Span(Duration span) implements HistoryDepth {
    @Override
    public long keptFromMs(long nowMs) {
      return nowMs - span.toMillis();
    }

    @Override
    public long foldedFromMs(long nowMs) {
      return nowMs;
    }
  }

  /** Everything since an instant. */
  record Since(Instant instant) implements HistoryDepth {
    @Override
    public long keptFromMs(long nowMs) {
      return instant.toEpochMilli();
    }

    @Override
    public long foldedFromMs(long nowMs) {
      return Math.min(nowMs, instant.toEpochMilli());
    }
  }

  /** The whole history that the log still contains. */
  record WholeLog() implements HistoryDepth {
    @Override
    public long keptFromMs(long nowMs) {
      return 0;
    }

    @Override
    public long foldedFromMs(long nowMs) {
      return 0;
    }
  }

  /** {@return the earliest moment whose history is kept, in Unix milliseconds} */
  long keptFromMs(long nowMs);

  /**
   * {@return the moment from which a replica without a store needs the complete state, in Unix
   * milliseconds; it begins to fold the log one horizon earlier}
   */
  long foldedFromMs(long nowMs);

  final class Text {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(h|d)");

    private Text() {}

    private static HistoryDepth parse(String text) {
      if (text.equals("start")) {
        return new WholeLog();
      }
      Matcher span = SPAN.matcher(text);
      if (span.matches()) {
        long count = Long.parseLong(span.group(1));
        return new Span(
            span.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofDays(count));
      }
      return new Since(Instant.parse(text));
    }
  }

  /**
   * Parses a history depth: a time span ({@code 24h}, {@code 7d}), an instant ({@code
   * 2026-11-28T00:00:00Z}) or {@code start}.
   *
   * @return the depth
   * @throws IllegalArgumentException if the text has another form
   */
  static HistoryDepth parse(String text) {
    try {
      return Text.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("unknown format", e);
    }
  }
}
