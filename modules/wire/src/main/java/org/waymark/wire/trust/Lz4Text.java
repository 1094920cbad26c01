package org.waymark.wire.trust;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;

/**
 * Compresses and decompresses the text of TRCs and certificate chains in messages (PROTOCOL 2):
 *
 * <pre>
 *  0               4
 *  +---------------+------------------------+
 *  | length, bytes | one LZ4 block          |
 *  | little-endian | (raw, without a frame) |
 *  +---------------+------------------------+
 * </pre>
 *
 * The length is that of the uncompressed text. Stateless and thread-safe.
 */
public final class Lz4Text {
  /**
   * The maximum length of a text from an untrusted sender. Keys and signatures are incompressible,
   * so no legitimate text in a message of 64 KiB is longer.
   */
  public static final int MAX_RECEIVED_BYTES = 1 << 16;

  private static final int HEADER = 4;

  /**
   * The highest ratio at which an LZ4 block can expand: one length byte represents up to 255 bytes.
   */
  private static final int MAX_RATIO = 255;

  private static final LZ4Factory LZ4 = LZ4Factory.safeInstance();

  private Lz4Text() {}

  /** Compresses a text. Equal texts have equal compressed forms. */
  public static ByteString pack(ByteString text) {
    byte[] block = LZ4.fastCompressor().compress(text.unsafeBytes());
    byte[] packed = new byte[HEADER + block.length];
    for (int i = 0; i < HEADER; i++) {
      packed[i] = (byte) (text.size() >>> 8 * i);
    }
    System.arraycopy(block, 0, packed, HEADER, block.length);
    return ByteString.owning(packed);
  }

  /**
   * Decompresses a text.
   *
   * @return the text; rejected if the stated length exceeds {@link DecoderLimits#lz4TextBytes} or
   *     differs from the uncompressed length of the block
   */
  public static Decoded<ByteString> unpack(ByteString packed, DecoderLimits limits) {
    return unpack(packed, limits.lz4TextBytes());
  }

  /**
   * Decompresses a text from an untrusted sender.
   *
   * @return the text; rejected if the stated length exceeds {@link #MAX_RECEIVED_BYTES} or {@link
   *     DecoderLimits#lz4TextBytes}, or differs from the uncompressed length of the block
   */
  public static Decoded<ByteString> unpackReceived(ByteString packed, DecoderLimits limits) {
    return unpack(packed, Math.min(MAX_RECEIVED_BYTES, limits.lz4TextBytes()));
  }

  /** {@return the stated length of the text, or 0 if there is none} */
  public static long textBytes(ByteString packed) {
    if (packed.size() <= HEADER) {
      return 0;
    }
    long length = 0;
    for (int i = HEADER - 1; i >= 0; i--) {
      length = length << 8 | packed.at(i) & 0xff;
    }
    return length;
  }

  private static Decoded<ByteString> unpack(ByteString packed, int maxText) {
    if (packed.size() <= HEADER) {
      return malformed(packed.size() + " bytes are too few for a length and a block");
    }
    long length = textBytes(packed);
    if (length > maxText) {
      return Decoded.refused(
          RefusalReason.LZ4_TOO_LONG,
          "the text is " + length + " bytes long, but at most " + maxText + " are allowed");
    }
    int blockSize = packed.size() - HEADER;
    if (length > (long) blockSize * MAX_RATIO) {
      return malformed(
          "a block of " + blockSize + " bytes cannot decompress to " + length + " bytes");
    }
    return unpackBlock(packed, (int) length);
  }

  private static Decoded<ByteString> unpackBlock(ByteString packed, int length) {
    byte[] text = new byte[length];
    int size;
    try {
      size =
          LZ4.safeDecompressor()
              .decompress(packed.unsafeBytes(), HEADER, packed.size() - HEADER, text, 0, length);
    } catch (LZ4Exception _) {
      return malformed("the block does not decompress to " + length + " bytes");
    }
    if (size != length) {
      return malformed("the block decompresses to " + size + " bytes instead of " + length);
    }
    return Decoded.accepted(ByteString.owning(text));
  }

  private static Decoded<ByteString> malformed(String detail) {
    return Decoded.refused(RefusalReason.LZ4, detail);
  }
}
