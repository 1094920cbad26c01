package org.waymark.log;

import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * A summary of the record before a position, sufficient to recognise the record when it is read
 * again.
 *
 * <p>Cluster id, topic id and leader epoch do not reveal that a broker's disk was restored from a
 * backup and has since grown with other records. The content of the record does.
 *
 * @param leaderEpoch the epoch of the leader that wrote it, which reveals a truncation; {@link
 *     #NO_EPOCH} if there is no record
 * @param recordTimeMs the broker's append time, Unix milliseconds; {@link Long#MIN_VALUE} if there
 *     is no record
 * @param hash SHA-256 over the record, 32 bytes; empty if there is no record. Integers are
 *     big-endian. The first byte is the leaf prefix of RFC 6962, so that the hash can serve as the
 *     record's leaf in a Merkle tree of its topic:
 *     <pre>
 * 0 1 | topic id: length 4, UTF-8 | offset 8 | record time, ms 8
 * key: length 4, bytes | value: length 4, bytes
 * </pre>
 */
public record LastRecord(int leaderEpoch, long recordTimeMs, ByteString hash) {
  /** The leader epoch if no record was read before the position. */
  public static final int NO_EPOCH = -1;

  /** The value if no record was read before the position. */
  public static final LastRecord NONE = new LastRecord(NO_EPOCH, Long.MIN_VALUE, ByteString.EMPTY);

  private static final int LEAF = 0;

  /** {@return the summary of a record of a topic} */
  public static LastRecord of(String topicId, LogRecord record) {
    return new LastRecord(record.leaderEpoch(), record.recordTimeMs(), hash(topicId, record));
  }

  private static ByteString hash(String topicId, LogRecord record) {
    return new Sha256()
        .addByte(LEAF)
        .addSized(ByteString.owning(topicId.getBytes(StandardCharsets.UTF_8)))
        .addLong(record.offset())
        .addLong(record.recordTimeMs())
        .addSized(record.key())
        .addInt(record.value().length)
        .addBytes(record.value())
        .digest();
  }

  /** {@return whether a record was read} */
  public boolean isPresent() {
    return !equals(NONE);
  }

  /** {@return whether a record of the topic is the one summarised here} */
  public boolean is(String topicId, LogRecord record) {
    return hash.equals(hash(topicId, record));
  }
}
