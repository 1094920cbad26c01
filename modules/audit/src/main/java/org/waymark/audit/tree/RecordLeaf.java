package org.waymark.audit.tree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.audit.text.StrictText;
import org.waymark.log.LastRecord;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A record as a leaf in the Merkle tree of its topic. The hash of the leaf is the hash of the
 * record's entry:
 *
 * <pre>
 *   topic id: length 4, UTF-8 | offset 8 | record time, Unix ms 8 | key | value
 *
 *   key, value:   length 4 | bytes                       integers are big-endian
 *          or:   -1        4                             the record has none
 *          or:   -2        4 | real length 4 | SHA-256 32
 * </pre>
 *
 * <p>An entry is at most 65,535 bytes long, because bundles store its length in two bytes (C2SP
 * tlog-tiles, Log entries). If the entry would be longer, the value is replaced by its hash; if it
 * is still too long, so is the key. Each record therefore has exactly one entry. The hash of the
 * entry equals {@link LastRecord#hash}, which a replica computes for each record anyway.
 *
 * @param topicId the id of the topic, at most 255 bytes of UTF-8
 * @param offset the offset of the record, which is also the number of the leaf
 * @param recordTimeMs the broker's append time, in Unix milliseconds
 */
public record RecordLeaf(
    String topicId, long offset, long recordTimeMs, EntryField key, EntryField value) {
  /** The maximum size of a topic id, in bytes. Kafka's ids are 22 bytes long. */
  public static final int MAX_TOPIC_ID_BYTES = 255;

  private static final int NUMBERS_BYTES = 8 + 8;

  /**
   * Creates the leaf of a record.
   *
   * @throws IllegalArgumentException if the topic id is too long
   */
  public static RecordLeaf of(
      String topicId,
      long offset,
      long recordTimeMs,
      Optional<ByteString> key,
      Optional<ByteString> value) {
    if (StrictText.utf8(topicId).size() > MAX_TOPIC_ID_BYTES) {
      throw new IllegalArgumentException(
          "the topic id " + topicId + " is longer than " + MAX_TOPIC_ID_BYTES + " bytes");
    }
    return new RecordLeaf(topicId, offset, recordTimeMs, field(key), field(value)).shortened();
  }

  /** Creates the leaf of a record whose key and value both exist, even if they are empty. */
  public static RecordLeaf of(String topicId, LogRecord record) {
    return of(
        topicId,
        record.offset(),
        record.recordTimeMs(),
        Optional.of(record.key()),
        Optional.of(ByteString.owning(record.value())));
  }

  /**
   * Computes the hash of a record's leaf, without building the entry.
   *
   * <p>The position after the record contains the same hash: {@code position.last().hash()}.
   */
  public static ByteString hash(String topicId, LogRecord record) {
    return LastRecord.of(topicId, record).hash();
  }

  private static EntryField field(Optional<ByteString> bytes) {
    return bytes.isPresent() ? new EntryField.Verbatim(bytes.get()) : new EntryField.Absent();
  }

  private RecordLeaf shortened() {
    if (encodedBytes() <= LastRecord.MAX_ENTRY_BYTES) {
      return this;
    }
    RecordLeaf withoutValue = new RecordLeaf(topicId, offset, recordTimeMs, key, value.hashed());
    return withoutValue.encodedBytes() <= LastRecord.MAX_ENTRY_BYTES
        ? withoutValue
        : new RecordLeaf(topicId, offset, recordTimeMs, key.hashed(), withoutValue.value);
  }

  private long encodedBytes() {
    return fixedBytes() + key.encodedBytes() + (long) value.encodedBytes();
  }

  private long fixedBytes() {
    return Integer.BYTES + (long) StrictText.utf8(topicId).size() + NUMBERS_BYTES;
  }

  /** Encodes the entry. */
  public ByteString encode() {
    ByteString topic = StrictText.utf8(topicId);
    ByteBuffer entry = ByteBuffer.allocate(Math.toIntExact(encodedBytes()));
    entry.putInt(topic.size()).put(topic.unsafeBytes()).putLong(offset).putLong(recordTimeMs);
    key.writeTo(entry);
    value.writeTo(entry);
    return ByteString.owning(entry.array());
  }

  /** Decodes an entry into its leaf. */
  public static Decoded<RecordLeaf> decode(ByteString entry) {
    if (entry.size() > LastRecord.MAX_ENTRY_BYTES) {
      return Decoded.refused(
          RefusalReason.TOO_LONG, "the entry is " + entry.size() + " bytes long");
    }
    ByteBuffer bytes = ByteBuffer.wrap(entry.unsafeBytes());
    try {
      Optional<String> topicId = StrictText.ofUtf8(take(bytes, bytes.getInt()));
      RecordLeaf leaf =
          new RecordLeaf(
              topicId.orElse(""),
              bytes.getLong(),
              bytes.getLong(),
              readField(bytes),
              readField(bytes));
      return topicId.isPresent() && !bytes.hasRemaining() && leaf.isCanonical()
          ? Decoded.accepted(leaf)
          : Decoded.refused(RefusalReason.AUDIT_ENTRY, "it is not a valid record entry");
    } catch (BufferUnderflowException _) {
      return Decoded.refused(
          RefusalReason.TOO_SHORT,
          "the entry, which is " + entry.size() + " bytes long, ends within a field");
    }
  }

  private static EntryField readField(ByteBuffer bytes) {
    int length = bytes.getInt();
    return switch (length) {
      case EntryField.Absent.LENGTH -> new EntryField.Absent();
      case LastRecord.HASHED -> new EntryField.Hashed(bytes.getInt(), take(bytes, Sha256.SIZE));
      default -> new EntryField.Verbatim(take(bytes, length));
    };
  }

  private static ByteString take(ByteBuffer bytes, int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    int from = bytes.position();
    bytes.position(from + length);
    return ByteString.of(bytes, from, from + length);
  }

  /**
   * {@return whether the entry has its only valid form, in which only the fields that must be
   * hashed are hashed}
   */
  private boolean isCanonical() {
    boolean valueHashed = value instanceof EntryField.Hashed;
    boolean keyHashed = key instanceof EntryField.Hashed;
    boolean tooLong =
        fixedBytes() + key.verbatimBytes() + value.verbatimBytes() > LastRecord.MAX_ENTRY_BYTES;
    boolean tooLongWithoutValue =
        fixedBytes() + key.verbatimBytes() + value.encodedBytes() > LastRecord.MAX_ENTRY_BYTES;
    boolean valueIsRight = valueHashed == (tooLong && !(value instanceof EntryField.Absent));
    boolean keyIsRight = keyHashed == (tooLong && tooLongWithoutValue);
    return valueIsRight
        && keyIsRight
        && StrictText.utf8(topicId).size() <= MAX_TOPIC_ID_BYTES
        && !isNegative(key)
        && !isNegative(value);
  }

  private static boolean isNegative(EntryField field) {
    return field instanceof EntryField.Hashed hashed && hashed.length() < 0;
  }
}
