package org.waymark.audit.publish;

import java.util.function.Consumer;
import org.waymark.audit.tiles.TileWriter;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;

/**
 * The Merkle tree of one topic, computed from its records. Methods block while they read the log.
 */
public final class TopicTree {
  private final EventLog eventLog;
  private final Topic topic;

  public TopicTree(EventLog eventLog, Topic topic) {
    this.eventLog = eventLog;
    this.topic = topic;
  }

  /** {@return the id of the topic} */
  public String topicId() {
    return eventLog.identity().at(topic, 0).topicId();
  }

  /** {@return the number of leaves, which is the end offset of the topic} */
  public long size() {
    return eventLog.end(topic).nextOffset();
  }

  /** {@return the offset of the oldest record that retention has not deleted} */
  public long firstLeft() {
    return eventLog.start(topic);
  }

  /**
   * {@return the right edge of the tree at the given size}
   *
   * @param from an earlier right edge, after which the records are read
   * @throws IncompleteTopicException if records between the two sizes are lost, or the topic ends
   *     before the given size
   * @throws LogException if the topic cannot be read
   */
  public RightEdge edgeAt(RightEdge from, long size) {
    TreeHasher hasher = new TreeHasher();
    RightEdge[] edge = {from};
    read(
        from.size(),
        size,
        record -> edge[0] = edge[0].append(RecordLeaf.hash(topicId(), record), hasher));
    return edge[0];
  }

  /**
   * Appends the records up to a size to tiles.
   *
   * @throws IncompleteTopicException under the same conditions as {@link #edgeAt}
   * @throws LogException if the topic cannot be read
   */
  public void write(TileWriter tiles, long size) {
    read(
        tiles.edge().size(),
        size,
        record -> tiles.append(RecordLeaf.of(topicId(), record).encode()));
  }

  /**
   * Reads the records between two offsets.
   *
   * @throws IncompleteTopicException if one of them is missing
   * @throws LogException if the topic cannot be read
   */
  public void read(long from, long to, Consumer<LogRecord> records) {
    if (from >= to) {
      return;
    }
    if (from < firstLeft() || to > size()) {
      throw new IncompleteTopicException(
          "records %d to %d are needed, but topic %s has only records %d to %d"
              .formatted(from, to - 1, topic.suffix(), firstLeft(), size() - 1));
    }
    Position position = eventLog.identity().at(topic, from);
    long[] next = {from};
    eventLog.read(
        topic,
        position,
        to,
        batch -> {
          for (LogRecord record : batch) {
            if (record.offset() < to) {
              if (record.offset() != next[0]) {
                throw new IncompleteTopicException(
                    "record %d of topic %s is missing: record %d is in its place"
                        .formatted(next[0], topic.suffix(), record.offset()));
              }
              next[0]++;
              records.accept(record);
            }
          }
        });
  }
}
