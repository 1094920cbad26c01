package org.waymark.log;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which log this is: another cluster, or a topic made again under its old name, is another log.
 *
 * @param topicIds of all topics
 */
public record LogIdentity(String clusterId, Map<Topic, String> topicIds) {
  public LogIdentity {
    topicIds = Map.copyOf(topicIds);
  }

  /**
   * {@return the identity of the log that a survey found}
   *
   * @throws LogException.Missing when a topic does not exist
   */
  static LogIdentity of(LogSurvey survey) {
    LogCheck.complete(survey, Map.of());
    return new LogIdentity(
        survey.clusterId(),
        survey.topics().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().topicId())));
  }

  /** {@return the position at an offset of a topic of which nothing has been read} */
  public Position at(Topic topic, long nextOffset) {
    return new Position(clusterId, topicIds.get(topic), nextOffset, Position.NO_EPOCH);
  }

  /** {@return whether the position is one of this log's topic} */
  public boolean holds(Topic topic, Position position) {
    return clusterId.equals(position.clusterId()) && topicIds.get(topic).equals(position.topicId());
  }
}
