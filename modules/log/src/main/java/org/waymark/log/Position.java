package org.waymark.log;

/**
 * A reader's position in a topic. It includes the data with which the reader detects that the topic
 * is no longer the same topic, or no longer contains the records that were read.
 *
 * @param clusterId the id of the Kafka cluster
 * @param topicId the id of the topic, which changes when the topic is deleted and recreated;
 *     neither the topic's name nor a consumer would reveal this
 * @param nextOffset the offset of the first unread record
 * @param last the record before that offset
 */
public record Position(String clusterId, String topicId, long nextOffset, LastRecord last) {
  /** {@return the position after a record of the same topic} */
  public Position after(LogRecord record) {
    return new Position(clusterId, topicId, record.offset() + 1, LastRecord.of(topicId, record));
  }
}
