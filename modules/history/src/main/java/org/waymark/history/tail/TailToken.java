package org.waymark.history.tail;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in a topic from which reading can be resumed. The topic id distinguishes logs, because
 * an offset alone would silently refer to a different record in another log.
 *
 * @param topicId the id that Kafka gave the topic
 * @param nextOffset the offset of the next record to read, at least 0
 */
public record TailToken(String topicId, long nextOffset) {
  private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,64}):(\\d{1,18})");

  /**
   * Parses a token.
   *
   * @return the token; empty if the text is not a token
   */
  public static Optional<TailToken> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new TailToken(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** {@return the token in the form that {@link #parse} reads} */
  @Override
  public String toString() {
    return topicId + ":" + nextOffset;
  }
}
