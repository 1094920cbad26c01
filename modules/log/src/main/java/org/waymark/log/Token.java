package org.waymark.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in a topic that a client keeps between two calls, written as {@code TOPICID:OFFSET}.
 * Reads and writes return the token of the state that they saw or made, and reads accept one, so
 * that a client reads its own writes on any replica and never goes back in time. Readers of a topic
 * resume at a token.
 *
 * <p>The topic id distinguishes logs, because an offset alone would silently refer to a different
 * record in another log. A token does not contain the content of any record: if a log loses its
 * newest records and grows again, the token refers to the records that took their place
 * (ARCHITECTURE, Tokens).
 *
 * @param topicId the id that Kafka gave the topic
 * @param nextOffset the offset of the first record that is not included, at least 0; the next
 *     record to read
 */
public record Token(String topicId, long nextOffset) {
  private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{22}):(\\d{1,18})");

  /** {@return the token of the state at a position} */
  public static Token of(Position position) {
    return new Token(position.topicId(), position.nextOffset());
  }

  /**
   * Parses a token.
   *
   * @return the token; empty if the text is not a token
   */
  public static Optional<Token> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new Token(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** {@return the token in the form that {@link #parse} reads} */
  @Override
  public String toString() {
    return topicId + ":" + nextOffset;
  }
}
