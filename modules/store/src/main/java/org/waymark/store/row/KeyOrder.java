package org.waymark.store.row;

import java.util.Arrays;

/**
 * Sorts keys by their unsigned bytes. Comparing keys two at a time reads each of them from memory
 * many times. Instead, the bytes after the common beginning of all keys are packed into numbers
 * together with the index of the key, the numbers are sorted, and only keys that agree in these
 * bytes are sorted again by the bytes that follow. Not thread-safe.
 */
final class KeyOrder {
  private static final int INDEX_BITS = 24;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  /** The number of bytes of a key in a number. */
  private static final int DIGIT_BYTES = Long.BYTES - INDEX_BITS / Byte.SIZE;

  /** The most keys that are sorted by comparing them two at a time. */
  private static final int FEW = 8;

  private final byte[][] keys;
  private final int[] order;
  private final long[] numbers;

  private KeyOrder(byte[][] keys, int size) {
    this.keys = keys;
    order = new int[size];
    numbers = new long[size];
  }

  /**
   * {@return the indexes of the first keys of an array, in the order of the keys}
   *
   * @param keys different keys
   * @param size the number of keys to sort; beyond 16,777,216, they are left as they are
   */
  static int[] of(byte[][] keys, int size) {
    KeyOrder sorted = new KeyOrder(keys, size);
    for (int i = 0; i < size; i++) {
      sorted.order[i] = i;
    }
    if (size <= INDEX_MASK + 1 && !isSorted(keys, size)) {
      sorted.sort(0, size, 0);
    }
    return sorted.order;
  }

  /** Keys that begin with an offset are often in order already. */
  private static boolean isSorted(byte[][] keys, int size) {
    for (int i = 1; i < size; i++) {
      if (Arrays.compareUnsigned(keys[i - 1], keys[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Sorts a range of keys that agree in their first bytes. */
  private void sort(int from, int to, int agreed) {
    if (to - from <= FEW) {
      compareEach(from, to);
      return;
    }
    int at = common(from, to, agreed);
    int longest = 0;
    for (int i = from; i < to; i++) {
      byte[] key = keys[order[i]];
      // The sort is of signed numbers.
      numbers[i] = (digit(key, at) << INDEX_BITS | order[i]) ^ Long.MIN_VALUE;
      longest = Math.max(longest, key.length);
    }
    Arrays.sort(numbers, from, to);
    for (int i = from; i < to; i++) {
      order[i] = (int) numbers[i] & INDEX_MASK;
    }
    int begin = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || numbers[i] >>> INDEX_BITS != numbers[begin] >>> INDEX_BITS) {
        if (at + DIGIT_BYTES < longest) {
          sort(begin, i, at + DIGIT_BYTES);
        } else {
          // The keys differ only in the number of zeros at their end.
          compareEach(begin, i);
        }
        begin = i;
      }
    }
  }

  private void compareEach(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int index = order[i];
      int j = i;
      while (j > from && Arrays.compareUnsigned(keys[order[j - 1]], keys[index]) > 0) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = index;
    }
  }

  /** {@return the number of bytes in which all keys of a range agree, at least those known to} */
  private int common(int from, int to, int agreed) {
    byte[] first = keys[order[from]];
    int common = Math.max(agreed, first.length);
    for (int i = from + 1; i < to && common > agreed; i++) {
      byte[] key = keys[order[i]];
      int begin = Math.min(agreed, Math.min(first.length, key.length));
      int differs =
          Arrays.mismatch(
              first,
              begin,
              Math.min(first.length, common),
              key,
              begin,
              Math.min(key.length, common));
      if (differs >= 0) {
        common = Math.max(agreed, begin + differs);
      }
    }
    return common;
  }

  /** {@return some bytes of a key as an unsigned number; bytes after its end count as zeros} */
  private static long digit(byte[] key, int at) {
    long digit = 0;
    for (int i = at; i < at + DIGIT_BYTES; i++) {
      digit = digit << Byte.SIZE | (i < key.length ? key[i] & 0xff : 0);
    }
    return digit;
  }
}
