package org.waymark.history.tail;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;
import org.waymark.log.EventLog;
import org.waymark.log.Token;
import org.waymark.log.Topic;

/**
 * The position at which to start reading a topic.
 *
 * @param offset the offset of the first record to read
 * @param warning a warning that records from the requested time may be missing; empty if none are
 *     missing
 */
public record TailStart(long offset, Optional<String> warning) {
  /**
   * Finds the first record after a moment.
   *
   * @param since a token, or a moment as {@link Moments} describes it
   * @throws IllegalArgumentException if the text has neither form
   * @throws UnknownPastException if the log does not cover that position
   */
  public static TailStart of(EventLog log, Topic topic, String since, long nowMs) {
    Optional<Token> token = Token.parse(since);
    if (token.isPresent()) {
      return new TailStart(resumed(log, topic, token.get()), Optional.empty());
    }
    OptionalLong instant = Moments.instant(since, nowMs);
    return instant.isPresent()
        ? after(log, topic, instant.getAsLong(), nowMs)
        : new TailStart(existing(log, topic, Long.parseLong(since)), Optional.empty());
  }

  private static long resumed(EventLog log, Topic topic, Token token) {
    String topicId = log.identity().at(topic, 0).topicId();
    if (!token.topicId().equals(topicId)) {
      throw new UnknownPastException(
          ("the token %s belongs to another log: topic %s of this log has id %s. Resume with the"
                      + " log from which")
                  .formatted(token, topic.suffix(), topicId)
              + " the token came, or give a time");
    }
    return existing(log, topic, token.nextOffset());
  }

  private static long existing(EventLog log, Topic topic, long offset) {
    long start = log.start(topic);
    long end = log.end(topic).nextOffset();
    if (offset < start || offset > end) {
      throw new UnknownPastException(
          ("offset %d is not in the log, which covers offsets %d up to, but not including, "
                      + "%d: earlier records")
                  .formatted(offset, start, end)
              + " were removed by retention, and later ones do not exist yet");
    }
    return offset;
  }

  private static TailStart after(EventLog log, Topic topic, long instantMs, long nowMs) {
    if (instantMs > nowMs) {
      throw new UnknownPastException(
          Instant.ofEpochMilli(instantMs) + " is later than now, " + Instant.ofEpochMilli(nowMs));
    }
    // The log cannot look up instants before 1970.
    long offset = log.offsetAt(topic, Math.max(0, instantMs + 1));
    boolean lost = offset > 0 && offset == log.start(topic);
    return new TailStart(
        offset,
        lost
            ? Optional.of(
                "the log begins at offset "
                    + offset
                    + ": earlier records, possibly some from the requested time, were removed by"
                    + " retention")
            : Optional.empty());
  }
}
