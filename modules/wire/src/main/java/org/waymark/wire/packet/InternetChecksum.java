package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit
 * big-endian words. If the number of bytes is odd, the last byte is padded with zero.
 *
 * <p>Sums are kept in 64 bits and folded at the end, so pieces can be added in any order if all
 * except the last have an even length. Whole 32-bit words may be added because 2^16 is 1 modulo
 * 2^16 - 1; two of them are read at a time.
 */
final class InternetChecksum {
  private static final long INT = 0xffff_ffffL;

  private InternetChecksum() {}

  /** Sums the bytes from {@code from} to {@code to}, without folding. */
  static long sum(ByteBuffer bigEndian, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long two = bigEndian.getLong(at);
      sum += (two >>> Integer.SIZE) + (two & INT);
    }
    if (at + Integer.BYTES <= to) {
      sum += bigEndian.getInt(at) & INT;
      at += Integer.BYTES;
    }
    if (at + Short.BYTES <= to) {
      sum += Short.toUnsignedLong(bigEndian.getShort(at));
      at += Short.BYTES;
    }
    if (at < to) {
      sum += (long) Byte.toUnsignedInt(bigEndian.get(at)) << Byte.SIZE;
    }
    return sum;
  }

  /**
   * Folds a sum to 16 bits.
   *
   * @return 0xffff if the sum includes a correct checksum
   */
  static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }

  /** Computes the checksum from a sum in which the checksum field counted as zero. */
  static int of(long sum) {
    return ~fold(sum) & 0xffff;
  }
}
