package org.waymark.audit.tree;

import java.nio.ByteBuffer;
import org.waymark.log.LastRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/** The key or value of a record, in the form used in an entry. */
public sealed interface EntryField {
  /** The record has no key or no value; an empty key or value is different. */
  record Absent() implements EntryField {
    static final int LENGTH = -1;
  }

  /** The bytes of the key or value themselves. */
  record Verbatim(ByteString bytes) implements EntryField {}

  /**
   * The hash of a key or value that would make the entry too long.
   *
   * @param length the length of the key or value in bytes
   * @param sha256 the SHA-256 of the key or value, 32 bytes
   */
  record Hashed(int length, ByteString sha256) implements EntryField {}

  /** {@return the size of this field in an entry, including its length} */
  default int encodedBytes() {
    return Integer.BYTES
        + switch (this) {
          case Absent() -> 0;
          case Verbatim(ByteString bytes) -> bytes.size();
          case Hashed hashed -> Integer.BYTES + Sha256.SIZE;
        };
  }

  /**
   * {@return the size that this field would have in an entry if it contained the bytes themselves}
   */
  default long verbatimBytes() {
    return switch (this) {
      case Absent() -> Integer.BYTES;
      case Verbatim(ByteString bytes) -> Integer.BYTES + (long) bytes.size();
      case Hashed hashed -> Integer.BYTES + (long) hashed.length();
    };
  }

  /** {@return this field with its bytes replaced by their hash} */
  default EntryField hashed() {
    return this instanceof Verbatim(ByteString bytes)
        ? new Hashed(bytes.size(), Sha256.hash(bytes))
        : this;
  }

  /** Writes this field to an entry. */
  default void writeTo(ByteBuffer entry) {
    switch (this) {
      case Absent() -> entry.putInt(Absent.LENGTH);
      case Verbatim(ByteString bytes) -> entry.putInt(bytes.size()).put(bytes.unsafeBytes());
      case Hashed(int length, ByteString sha256) ->
          entry.putInt(LastRecord.HASHED).putInt(length).put(sha256.unsafeBytes());
    }
  }
}
