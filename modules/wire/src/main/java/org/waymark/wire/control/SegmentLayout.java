package org.waymark.wire.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/**
 * The canonical bytes of a path segment: an unpacked message with one Cap'n Proto segment whose
 * root is the PathSegment, in words of 8 bytes, little-endian, each object directly after the
 * previous one. Equal fields must always result in equal bytes, in every build, because these bytes
 * are stored and compared.
 *
 * <pre>
 *  segment table          1 word
 *  pointer to PathSegment 1
 *  PathSegment            2   pointers to sdata and AS entries
 *  sdata                  padded to words; if empty, only a null pointer (as for all bytes here)
 *  list tag               1   if there is no AS entry, only a null pointer
 *  each AS entry          2   pointers to blob and Sign
 *  each AS entry:
 *    blob
 *    Sign                 4   type (16 bits), timestamp, pointers to src and signature
 *    src
 *    signature
 * </pre>
 */
final class SegmentLayout {
  /** Where the PathSegment begins, with everything to which it points, in bytes. */
  static final int STRUCT_AT = 16;

  private static final int WORD = 8;
  private static final int BLOB_POINTERS = 2;
  private static final int SIGN_DATA_WORDS = 2;
  private static final int SIGN_POINTERS = 2;
  private static final int LIST = 1;
  private static final int BYTES = 2;
  private static final int COMPOSITE = 7;

  private final ByteBuffer out;
  // The first free word, counted from the start of the message.
  private int free;

  private SegmentLayout(ByteBuffer out) {
    this.out = out;
  }

  /** Computes the size of the canonical bytes. */
  static long size(SegmentFields fields) {
    long words = 4 + words(fields.signedData());
    if (!fields.asEntries().isEmpty()) {
      words++;
    }
    for (SignedBlob entry : fields.asEntries()) {
      CapnpSign sign = entry.sign();
      words += BLOB_POINTERS + SIGN_DATA_WORDS + SIGN_POINTERS;
      words += words(entry.blob()) + words(sign.source()) + words(sign.signature());
    }
    return words * WORD;
  }

  /**
   * {@return whether the bytes are laid out canonically and contain no null pointer} Then the part
   * from {@link #STRUCT_AT} is what a builder writes for this PathSegment in any message, because
   * pointers are relative. A builder writes no null pointers, even to empty byte strings.
   */
  static boolean isCanonical(byte[] bytes) {
    int words = bytes.length / WORD;
    return words > 4
        && bytes.length % WORD == 0
        && new SegmentLayout(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)).reads(words);
  }

  private boolean reads(int words) {
    free = 4;
    if (word(0) != (words - 1L) << Integer.SIZE
        || word(1) != structPointer(2, 1, 0, 2)
        || !isBytes(2, words)) {
      return false;
    }
    long tag = free < words ? word(free) : 0;
    long count = tag >>> 2 & 0xff_ffff;
    if (count == 0
        || tag != listTag(count)
        || word(3) != listPointer(free, 3, COMPOSITE, count * BLOB_POINTERS)) {
      return false;
    }
    int first = free + 1;
    long end = first + count * BLOB_POINTERS;
    if (end > words) {
      return false;
    }
    free = (int) end;
    for (int at = first; at < end; at += BLOB_POINTERS) {
      if (!isSignedBlob(at, words)) {
        return false;
      }
    }
    return free == words;
  }

  private boolean isSignedBlob(int at, int words) {
    if (!isBytes(at, words)
        || word(at + 1) != structPointer(free, at + 1, SIGN_DATA_WORDS, SIGN_POINTERS)) {
      return false;
    }
    int data = free;
    free += SIGN_DATA_WORDS + SIGN_POINTERS;
    return free <= words
        && (word(data) & ~0xffffL) == 0
        && isBytes(data + SIGN_DATA_WORDS, words)
        && isBytes(data + SIGN_DATA_WORDS + 1, words);
  }

  /**
   * Checks a pointer to bytes that begin at the first free word and are padded with zeros, and
   * advances past them.
   */
  private boolean isBytes(int pointerAt, int words) {
    long pointer = word(pointerAt);
    long size = pointer >>> 35;
    long end = free + (size + WORD - 1) / WORD;
    if (end > words || pointer != listPointer(free, pointerAt, BYTES, size)) {
      return false;
    }
    free = (int) end;
    int used = (int) (size % WORD);
    return used == 0 || word(free - 1) >>> used * Byte.SIZE == 0;
  }

  private long word(int at) {
    return out.getLong(at * WORD);
  }

  /** Encodes the fields canonically. */
  static ByteString bytes(SegmentFields fields) {
    int words = Math.toIntExact(size(fields) / WORD);
    return new SegmentLayout(ByteBuffer.allocate(words * WORD).order(ByteOrder.LITTLE_ENDIAN))
        .write(fields, words);
  }

  private ByteString write(SegmentFields fields, int words) {
    out.putInt(4, words - 1);
    free = 2;
    putStructPointer(1, 0, 2);
    free = 4;
    bytes(2, fields.signedData());
    int count = fields.asEntries().size();
    if (count > 0) {
      putListPointer(3, COMPOSITE, count * BLOB_POINTERS);
      out.putLong(free * WORD, listTag(count));
      int first = free + 1;
      free = first + count * BLOB_POINTERS;
      for (int i = 0; i < count; i++) {
        signedBlob(first + i * BLOB_POINTERS, fields.asEntries().get(i));
      }
    }
    return ByteString.owning(out.array());
  }

  private void signedBlob(int at, SignedBlob entry) {
    bytes(at, entry.blob());
    CapnpSign sign = entry.sign();
    putStructPointer(at + 1, SIGN_DATA_WORDS, SIGN_POINTERS);
    int data = free;
    free += SIGN_DATA_WORDS + SIGN_POINTERS;
    out.putShort(data * WORD, (short) SegmentWriter.signType(sign.type()).ordinal());
    out.putLong((data + 1) * WORD, sign.timestamp());
    bytes(data + SIGN_DATA_WORDS, sign.source());
    bytes(data + SIGN_DATA_WORDS + 1, sign.signature());
  }

  private void bytes(int pointerAt, ByteString bytes) {
    if (bytes.isEmpty()) {
      return;
    }
    putListPointer(pointerAt, BYTES, bytes.size());
    out.put(free * WORD, bytes.unsafeBytes());
    free += words(bytes);
  }

  private void putStructPointer(int at, int dataWords, int pointers) {
    out.putLong(at * WORD, structPointer(free, at, dataWords, pointers));
  }

  private void putListPointer(int at, int elementSize, int count) {
    out.putLong(at * WORD, listPointer(free, at, elementSize, count));
  }

  /** {@return a pointer at one word to a struct at another} */
  static long structPointer(int target, int at, int dataWords, int pointers) {
    long offset = target - at - 1L;
    return offset << 2 | (long) dataWords << 32 | (long) pointers << 48;
  }

  private static long listPointer(int target, int at, int elementSize, long count) {
    long offset = target - at - 1L;
    return LIST | offset << 2 | (long) elementSize << 32 | count << 35;
  }

  /** {@return a pointer at one word to bytes at another} */
  static long bytesPointer(int target, int at, int count) {
    return listPointer(target, at, BYTES, count);
  }

  /** {@return a pointer at one word to the tag of a list of structs at another} */
  static long structsPointer(int target, int at, int words) {
    return listPointer(target, at, COMPOSITE, words);
  }

  private static long listTag(long count) {
    return structsTag(count, 0, BLOB_POINTERS);
  }

  /** {@return the word before the elements of a list of structs} */
  static long structsTag(long count, int dataWords, int pointers) {
    return count << 2 | (long) dataWords << 32 | (long) pointers << 48;
  }

  private static int words(ByteString bytes) {
    return (bytes.size() + WORD - 1) / WORD;
  }
}
