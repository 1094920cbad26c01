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

  private SegmentLayout(int words) {
    this.out = ByteBuffer.allocate(words * WORD).order(ByteOrder.LITTLE_ENDIAN);
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

  /** Encodes the fields canonically. */
  static ByteString bytes(SegmentFields fields) {
    int words = Math.toIntExact(size(fields) / WORD);
    return new SegmentLayout(words).write(fields, words);
  }

  private ByteString write(SegmentFields fields, int words) {
    out.putInt(4, words - 1);
    free = 2;
    structPointer(1, 0, 2);
    free = 4;
    bytes(2, fields.signedData());
    int count = fields.asEntries().size();
    if (count > 0) {
      listPointer(3, COMPOSITE, count * BLOB_POINTERS);
      out.putLong(free * WORD, (long) count << 2 | (long) BLOB_POINTERS << 48);
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
    structPointer(at + 1, SIGN_DATA_WORDS, SIGN_POINTERS);
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
    listPointer(pointerAt, BYTES, bytes.size());
    out.put(free * WORD, bytes.unsafeBytes());
    free += words(bytes);
  }

  private void structPointer(int at, int dataWords, int pointers) {
    long offset = free - at - 1L;
    out.putLong(at * WORD, offset << 2 | (long) dataWords << 32 | (long) pointers << 48);
  }

  private void listPointer(int at, int elementSize, int count) {
    long offset = free - at - 1L;
    out.putLong(at * WORD, LIST | offset << 2 | (long) elementSize << 32 | (long) count << 35);
  }

  private static int words(ByteString bytes) {
    return (bytes.size() + WORD - 1) / WORD;
  }
}
