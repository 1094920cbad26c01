package org.waymark.log;

import java.util.List;
import java.util.Optional;

/**
 * How the log stands, as the watch last saw it.
 *
 * @param reachable whether the last question was answered in time
 * @param survey the last answer, also when the log has gone since
 * @param trouble what is wrong with the log: it is away, gone, another one, or not as it must be
 * @param warnings of the last answer, each a line
 */
public record LogState(
    boolean reachable,
    Optional<LogSurvey> survey,
    Optional<LogException> trouble,
    List<String> warnings) {
  /** Before the first answer. */
  public static final LogState UNKNOWN =
      new LogState(false, Optional.empty(), Optional.empty(), List.of());

  public LogState {
    warnings = List.copyOf(warnings);
  }

  /** {@return whether a replica's answers may lag behind without its knowing} */
  public boolean stale() {
    return !reachable || trouble.isPresent();
  }

  /** {@return whether this says the same as another state, exceptions compared by their text} */
  boolean says(LogState other) {
    return reachable == other.reachable
        && survey.equals(other.survey)
        && warnings.equals(other.warnings)
        && trouble
            .map(LogException::getMessage)
            .equals(other.trouble.map(LogException::getMessage));
  }

  /** {@return the end of a topic at the last answer} */
  public Optional<LogEnd> end(Topic topic) {
    return survey.flatMap(answer -> answer.topic(topic)).map(TopicView::end);
  }
}
