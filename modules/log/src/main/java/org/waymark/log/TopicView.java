package org.waymark.log;

import java.util.Map;

/**
 * What a topic looks like at some moment.
 *
 * @param topicId made with the topic
 * @param partitions must be 1
 * @param replicas of the partition
 * @param settings by Kafka's names, with defaults filled in
 * @param start the offset of the first record that is left
 */
public record TopicView(
    String topicId,
    int partitions,
    int replicas,
    Map<String, String> settings,
    long start,
    LogEnd end) {
  public TopicView {
    settings = Map.copyOf(settings);
  }
}
