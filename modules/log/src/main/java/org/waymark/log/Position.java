package org.waymark.log;

/**
 * How far a topic has been read, with what is needed to notice that it is not the same topic any
 * more (DESIGN 2).
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of the topic: changes when a topic is deleted and made again, while neither its
 *     name nor, by itself, a consumer shows it
 * @param nextOffset of the first record not read
 * @param leaderEpoch of the last record read, by which a truncation is noticed; {@link #NO_EPOCH}
 *     when none was
 */
public record Position(String clusterId, String topicId, long nextOffset, int leaderEpoch) {
  /** The leader epoch of a position before which no record was read. */
  public static final int NO_EPOCH = -1;

  /** {@return the position after a record of the same topic} */
  public Position after(LogRecord record) {
    return new Position(clusterId, topicId, record.offset() + 1, record.leaderEpoch());
  }
}
