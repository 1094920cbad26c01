package org.waymark.log;

import java.util.Map;

/**
 * A description of a topic at some point in time.
 *
 * @param topicId the id that the topic was given when it was created
 * @param partitions the number of partitions, which must be 1
 * @param replicas the number of replicas of the partition
 * @param settings the topic's settings under Kafka's names, with defaults filled in
 * @param writable whether this user may append to the topic, as far as the broker tells
 * @param start the offset of the oldest record that retention has not deleted
 */
public record TopicView(
    String topicId,
    int partitions,
    int replicas,
    Map<String, String> settings,
    boolean writable,
    long start,
    LogEnd end) {
  public TopicView {
    settings = Map.copyOf(settings);
  }
}
