package org.waymark.server.settings;

/**
 * Limits the size of answers.
 *
 * @param maxSegments the maximum number of results of one query to the store, at least 1. An answer
 *     combines the results of several queries, so it can contain more segments
 */
public record AnswerSettings(int maxSegments) {
  public static final AnswerSettings DEFAULT = new AnswerSettings(5);

  /** The largest {@code maxSegments} that can be configured. */
  public static final int MAX_MAX_SEGMENTS = 1_000;

  /**
   * @throws IllegalArgumentException if {@code maxSegments} is below 1
   */
  public AnswerSettings {
    if (maxSegments < 1) {
      throw new IllegalArgumentException("max-segments must be at least 1, got " + maxSegments);
    }
  }
}
