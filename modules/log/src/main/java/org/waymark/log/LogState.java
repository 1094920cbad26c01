package org.waymark.log;

import java.util.List;
import java.util.Optional;

/**
 * The state of the log at the last check by the watch.
 *
 * @param reachable whether the last survey was answered in time
 * @param survey the last answer, kept even when the log has become unreachable
 * @param trouble the problem with the log, if any: it is unreachable, missing, a different log, or
 *     misconfigured
 * @param warnings the warnings from the last answer, one line each
 */
public record LogState(
    boolean reachable,
    Optional<LogSurvey> survey,
    Optional<LogException> trouble,
    List<String> warnings) {
  /** The state before the first answer. */
  public static final LogState UNKNOWN =
      new LogState(false, Optional.empty(), Optional.empty(), List.of());

  public LogState {
    warnings = List.copyOf(warnings);
  }

  /** {@return whether a replica may be behind the log without knowing it} */
  public boolean stale() {
    return !reachable || trouble.isPresent();
  }

  /**
   * {@return whether this state equals another state, where exceptions are equal if their messages
   * are}
   */
  boolean says(LogState other) {
    return reachable == other.reachable
        && survey.equals(other.survey)
        && warnings.equals(other.warnings)
        && trouble
            .map(LogException::getMessage)
            .equals(other.trouble.map(LogException::getMessage));
  }

  /** {@return the end of a topic according to the last answer} */
  public Optional<LogEnd> end(Topic topic) {
    return survey.flatMap(answer -> answer.topic(topic)).map(TopicView::end);
  }
}
