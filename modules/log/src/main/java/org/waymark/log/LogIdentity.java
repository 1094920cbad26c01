package org.waymark.log;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The identity of a log. A log in another cluster, or with a topic that was recreated under its old
 * name, is a different log.
 *
 * @param topicIds the ids of all topics; if the log is known from a store but has not answered yet,
 *     only the ids of the topics that the store has applied
 */
public record LogIdentity(String clusterId, Map<Topic, String> topicIds) {
  public LogIdentity {
    topicIds = Map.copyOf(topicIds);
  }

  /** {@return whether the ids of all topics are known} */
  public boolean isWhole() {
    return topicIds.size() == Topic.values().length;
  }

  /**
   * {@return the position from which to start reading a topic at the given offset}
   *
   * @throws LogException.Unreachable if the id of the topic is not known yet
   */
  public Position at(Topic topic, long nextOffset) {
    String topicId = topicIds.get(topic);
    if (topicId == null) {
      throw new LogException.Unreachable(
          "cluster " + clusterId, "it has not yet reported the id of its topic " + topic.suffix());
    }
    return new Position(clusterId, topicId, nextOffset, LastRecord.NONE);
  }

  /** {@return the starting position of every topic whose id is known} */
  public Map<Topic, Position> starts() {
    return topicIds.keySet().stream()
        .collect(Collectors.toMap(Function.identity(), topic -> at(topic, 0)));
  }

  /** {@return whether the position belongs to the topic of this log} */
  public boolean holds(Topic topic, Position position) {
    return clusterId.equals(position.clusterId()) && topicIds.get(topic).equals(position.topicId());
  }
}
