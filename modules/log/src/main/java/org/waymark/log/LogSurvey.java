package org.waymark.log;

import java.util.Map;
import java.util.Optional;

/**
 * What the topics of a log look like at some moment.
 *
 * @param where the log is: the bootstrap servers of its cluster
 * @param topics those that exist
 * @param createsTopicsInPassing whether the brokers make a topic for whoever names it
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

  /** {@return what a topic looks like, empty when it does not exist} */
  public Optional<TopicView> topic(Topic topic) {
    return Optional.ofNullable(topics.get(topic));
  }
}
