package org.waymark.log;

import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * A summary of the record before a position, sufficient to recognise the record when it is read
 * again.
 *
 * <p>If a broker's disk was restored from a backup and other records have been appended since, the
 * cluster id, the topic id and the leader epoch are the same as before. Only the content of the
 * record reveals the change.
 *
 * @param leaderEpoch the epoch of the leader that wrote the record, which reveals a truncation;
 *     {@link #NO_EPOCH} if there is no record
 * @param recordTimeMs the broker's append time, in Unix milliseconds; {@link Long#MIN_VALUE} if
 *     there is no record
 * @param hash the SHA-256 hash of the record, 32 bytes; empty if there is no record. The hashed
 *     bytes are the leaf prefix of RFC 6962, followed by the record's entry, in which integers are
 *     big-endian. The hash is therefore also the hash of the record's leaf in the Merkle tree of
 *     its topic:
 *     <pre>
 * 0 1 | topic id: length 4, UTF-8 | offset 8 | record time, ms 8
 * key: length 4, bytes | value: length 4, bytes
 * </pre>
 *     An entry is at most {@link #MAX_ENTRY_BYTES} bytes long. If it would be larger, the value is
 *     replaced by its hash, and if that is not enough, so is the key. The replacement consists of
 *     the length {@link #HASHED}, the real length (4 bytes), and the SHA-256 (32 bytes).
 */
public record LastRecord(int leaderEpoch, long recordTimeMs, ByteString hash) {
  /** The leader epoch that means that no record was read before the position. */
  public static final int NO_EPOCH = -1;

  /** The summary that means that no record was read before the position. */
  public static final LastRecord NONE = new LastRecord(NO_EPOCH, Long.MIN_VALUE, ByteString.EMPTY);

  /**
   * The maximum size of an entry, in bytes; bundles of entries (C2SP tlog-tiles) encode lengths in
   * 2 bytes.
   */
  public static final int MAX_ENTRY_BYTES = 0xFFFF;

  /** The length that marks a key or value as replaced by its hash. */
  public static final int HASHED = -2;

  /** The size of a key or value that is replaced by its hash, including both lengths. */
  public static final int HASHED_BYTES = 4 + 4 + Sha256.SIZE;

  private static final int LEAF = 0;

  /** Creates the summary of a record in a topic. */
  public static LastRecord of(String topicId, LogRecord record) {
    return new LastRecord(record.leaderEpoch(), record.recordTimeMs(), hash(topicId, record));
  }

  private static ByteString hash(String topicId, LogRecord record) {
    ByteString topic = ByteString.owning(topicId.getBytes(StandardCharsets.UTF_8));
    long besideValue = 4L + topic.size() + 8 + 8 + 4 + record.key().size();
    boolean valueHashed = besideValue + 4 + record.value().length > MAX_ENTRY_BYTES;
    boolean keyHashed = valueHashed && besideValue + HASHED_BYTES > MAX_ENTRY_BYTES;
    Sha256 sha =
        new Sha256()
            .addByte(LEAF)
            .addSized(topic)
            .addLong(record.offset())
            .addLong(record.recordTimeMs());
    addContent(sha, record.key(), keyHashed);
    addContent(sha, ByteString.owning(record.value()), valueHashed);
    return sha.digest();
  }

  private static void addContent(Sha256 sha, ByteString content, boolean hashed) {
    if (hashed) {
      sha.addInt(HASHED).addInt(content.size()).add(Sha256.hash(content));
    } else {
      sha.addSized(content);
    }
  }

  /** {@return whether a record was read before the position} */
  public boolean isPresent() {
    return !equals(NONE);
  }

  /** {@return whether the given record of the topic is the record that this object summarises} */
  public boolean is(String topicId, LogRecord record) {
    return hash.equals(hash(topicId, record));
  }
}
