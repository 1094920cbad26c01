package org.waymark.log;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which log this is: another cluster, or a topic made again under its old name, is another log.
 *
 * @param topicIds of all topics; as long as a log that is known from a store has not been asked, of
 *     those the store has applied
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

  /** {@return whether every topic is known} */
  boolean isWhole() {
    return topicIds.size() == Topic.values().length;
  }

  /**
   * {@return the position at an offset of a topic of which nothing has been read}
   *
   * @throws LogException.Unreachable when the log was not asked yet which topic it is
   */
  public Position at(Topic topic, long nextOffset) {
    String topicId = topicIds.get(topic);
    if (topicId == null) {
      throw new LogException.Unreachable(
          "cluster " + clusterId, "it has not said yet which topic its " + topic.suffix() + " is");
    }
    return new Position(clusterId, topicId, nextOffset, LastRecord.NONE);
  }

  /** {@return the beginning of every topic that is known} */
  public Map<Topic, Position> starts() {
    return topicIds.keySet().stream()
        .collect(Collectors.toMap(Function.identity(), topic -> at(topic, 0)));
  }

  /** {@return whether the position is one of this log's topic} */
  public boolean holds(Topic topic, Position position) {
    return clusterId.equals(position.clusterId()) && topicIds.get(topic).equals(position.topicId());
  }
}
