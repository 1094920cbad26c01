package org.waymark.wire.control;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;

/** Packs numbers into the bits of a 64-bit word, and extracts them. */
final class Bits {
  private Bits() {}

  static void requireFit(String name, long value, int bits) {
    if (value < 0 || value >>> bits != 0) {
      throw new IllegalArgumentException(name + " " + value + " does not fit " + bits + " bits");
    }
  }

  /** {@return the word as 8 bytes, big-endian} */
  static ByteString bytes(long word) {
    return ByteString.owning(ByteBuffer.allocate(Long.BYTES).putLong(word).array());
  }
}
