package org.waymark.log;

/**
 * How far a topic has been read, with what is needed to notice that it is not the same topic any
 * more, or no longer holds what was read.
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of the topic: changes when a topic is deleted and made again, while neither its
 *     name nor, by itself, a consumer shows it
 * @param nextOffset of the first record not read
 * @param last the record before it
 */
public record Position(String clusterId, String topicId, long nextOffset, LastRecord last) {
  /** {@return the position after a record of the same topic} */
  public Position after(LogRecord record) {
    return new Position(clusterId, topicId, record.offset() + 1, LastRecord.of(topicId, record));
  }
}
