package org.waymark.log;

import java.util.Map;
import java.util.Optional;

/**
 * A description of a log's topics at some point in time.
 *
 * @param where the bootstrap servers of the log's cluster
 * @param topics the topics that exist
 * @param createsTopicsInPassing whether the brokers automatically create a missing topic that a
 *     client names
 */
public record LogSurvey(
    String where,
    TopicNames names,
    String clusterId,
    Map<Topic, TopicView> topics,
    boolean createsTopicsInPassing) {
  public LogSurvey {
    topics = Map.copyOf(topics);
  }

  /** {@return the description of a topic, or empty if it does not exist} */
  public Optional<TopicView> topic(Topic topic) {
    return Optional.ofNullable(topics.get(topic));
  }
}
