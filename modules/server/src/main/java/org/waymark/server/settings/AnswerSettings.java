package org.waymark.server.settings;

/**
 * The size of answers.
 *
 * @param maxSegments the maximum number of results per query of the store, at least 1; an answer is
 *     a union of queries and can contain more
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
