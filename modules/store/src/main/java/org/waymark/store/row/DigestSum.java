package org.waymark.store.row;

import java.nio.ByteBuffer;

/** A sum of 32-byte big-endian numbers modulo 2^256. Not thread-safe. */
final class DigestSum {
  static final int SIZE = 32;

  private static final int WORDS = 4;

  /** The words of the sum, most significant first. */
  private final long[] words = new long[WORDS];

  void add(byte[] number) {
    ByteBuffer other = ByteBuffer.wrap(number);
    long carry = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long sum = words[i] + other.getLong(i * Long.BYTES);
      long over = Long.compareUnsigned(sum, words[i]) < 0 ? 1 : 0;
      words[i] = sum + carry;
      carry = over | (words[i] == 0 && carry == 1 ? 1 : 0);
    }
  }

  void subtract(byte[] number) {
    ByteBuffer other = ByteBuffer.wrap(number);
    long borrow = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long word = other.getLong(i * Long.BYTES);
      long difference = words[i] - word;
      long under = Long.compareUnsigned(words[i], word) < 0 ? 1 : 0;
      words[i] = difference - borrow;
      borrow = under | (difference == 0 && borrow == 1 ? 1 : 0);
    }
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    for (long word : words) {
      bytes.putLong(word);
    }
    return bytes.array();
  }

  /** Replaces the sum. */
  void set(byte[] number) {
    ByteBuffer.wrap(number).asLongBuffer().get(words);
  }
}
