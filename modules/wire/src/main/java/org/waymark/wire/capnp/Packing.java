package org.waymark.wire.capnp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.waymark.segment.ByteString;

/**
 * The packed encoding of Cap'n Proto messages.
 *
 * <pre>
 *  each word:  tag 1 | its non-zero bytes       bit n of tag: byte n is not zero
 *  after tag 00:  n 1                           n more words of zeros
 *  after tag ff:  n 1 | n words                 copied as they are
 * </pre>
 */
public final class Packing {
  private static final int WORD = 8;
  private static final int ALL_ZERO = 0x00;
  private static final int NONE_ZERO = 0xff;
  private static final int MAX_RUN = 255;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Packing() {}

  /**
   * Computes the unpacked size of packed bytes, in bytes. An incomplete word at the end does not
   * count.
   *
   * @return the size, or -1 if it exceeds {@code maxBytes}
   */
  static int unpackedSize(byte[] packed, int from, int to, int maxBytes) {
    long words = 0;
    int at = from;
    while (at < to) {
      int tag = packed[at] & 0xff;
      int end = at + 1 + Integer.bitCount(tag);
      if (end > to) {
        break;
      }
      at = end;
      if (tag == ALL_ZERO || tag == NONE_ZERO) {
        if (at == to) {
          break;
        }
        int run = packed[at] & 0xff;
        at++;
        if (tag == NONE_ZERO) {
          int whole = Math.min(run, (to - at) / WORD);
          at = whole < run ? to : at + run * WORD;
          run = whole;
        }
        words += run;
      }
      words++;
      if (words * WORD > maxBytes) {
        return -1;
      }
    }
    return (int) (words * WORD);
  }

  /**
   * Unpacks packed bytes.
   *
   * @param size the result of {@link #unpackedSize}, or fewer whole words to unpack only these
   */
  public static byte[] unpack(byte[] packed, int from, int size) {
    byte[] unpacked = new byte[size];
    int in = from;
    int out = 0;
    while (out < size) {
      int tag = packed[in++] & 0xff;
      if (tag == NONE_ZERO) {
        int run = Math.min((1 + (packed[in + WORD] & 0xff)) * WORD, size - out);
        System.arraycopy(packed, in, unpacked, out, WORD);
        System.arraycopy(packed, in + WORD + 1, unpacked, out + WORD, run - WORD);
        in += run + 1;
        out += run;
      } else if (tag == ALL_ZERO) {
        out += (1 + (packed[in++] & 0xff)) * WORD;
      } else {
        for (int bits = tag; bits != 0; bits &= bits - 1) {
          unpacked[out + Integer.numberOfTrailingZeros(bits)] = packed[in++];
        }
        out += WORD;
      }
    }
    return unpacked;
  }

  /**
   * Finds a byte in packed words.
   *
   * @param offset the position of the byte in the unpacked words; the byte must not be zero
   * @return its position in the packed array
   */
  public static int find(byte[] packed, int from, int offset) {
    int at = from;
    int word = 0;
    while (true) {
      int tag = packed[at] & 0xff;
      int inWord = offset - word;
      if (inWord < WORD) {
        return at + 1 + Integer.bitCount(tag & (1 << inWord) - 1);
      }
      at += 1 + Integer.bitCount(tag);
      word += WORD;
      if (tag == ALL_ZERO) {
        word += (packed[at++] & 0xff) * WORD;
      } else if (tag == NONE_ZERO) {
        int run = (packed[at++] & 0xff) * WORD;
        if (offset - word < run) {
          return at + offset - word;
        }
        at += run;
        word += run;
      }
    }
  }

  /**
   * Packs whole words.
   *
   * @throws IllegalArgumentException if the size is not a multiple of 8
   */
  public static ByteString pack(byte[] words) {
    if (words.length % WORD != 0) {
      throw new IllegalArgumentException(words.length + " bytes are not a whole number of words");
    }
    byte[] packed = new byte[maxPackedSize(words.length)];
    return ByteString.owning(Arrays.copyOf(packed, pack(words, 0, words.length, packed, 0)));
  }

  /**
   * {@return the maximum size of packed words, in bytes} In the worst case, a word without zero
   * bytes forms a run on its own and takes 10 bytes.
   */
  public static int maxPackedSize(int bytes) {
    return bytes / WORD * (WORD + 2);
  }

  /**
   * Packs the words in {@code words[from..to)} into an array. Some bytes after the packed ones may
   * be set to zero.
   *
   * <p>Words may be packed in several pieces if no run can continue from one piece into the next,
   * that is if the first word of the next piece has between one and six bytes that are not zero.
   *
   * @param at where the packed bytes begin; {@link #maxPackedSize} bytes must follow
   * @return where the packed bytes end
   */
  public static int pack(byte[] words, int from, int to, byte[] packed, int at) {
    int in = from;
    int out = at;
    while (in < to) {
      long word = (long) LITTLE_ENDIAN.get(words, in);
      long nonZero = nonZero(word);
      int tag = (int) Long.compress(nonZero, HIGH_BITS);
      packed[out++] = (byte) tag;
      // Bytes that are not zero are moved together, and the rest is overwritten by what follows.
      LITTLE_ENDIAN.set(packed, out, Long.compress(word, (nonZero >>> 7) * 0xff));
      out += Long.bitCount(nonZero);
      in += WORD;
      if (tag == ALL_ZERO) {
        int run = run(words, in, to, 0);
        packed[out++] = (byte) run;
        in += run * WORD;
      } else if (tag == NONE_ZERO) {
        int run = run(words, in, to, WORD - 1);
        packed[out++] = (byte) run;
        System.arraycopy(words, in, packed, out, run * WORD);
        in += run * WORD;
        out += run * WORD;
      }
    }
    return out;
  }

  /**
   * Counts how many consecutive words have at least {@code leastNonZero} non-zero bytes. If {@code
   * leastNonZero} is 0, counts words of zeros instead.
   */
  private static int run(byte[] words, int from, int to, int leastNonZero) {
    int run = 0;
    int at = from;
    while (run < MAX_RUN && at < to) {
      int nonZero = Long.bitCount(nonZero((long) LITTLE_ENDIAN.get(words, at)));
      if (leastNonZero == 0 ? nonZero > 0 : nonZero < leastNonZero) {
        break;
      }
      run++;
      at += WORD;
    }
    return run;
  }

  /** {@return a mask that has the highest bit set for every non-zero byte of the word} */
  private static long nonZero(long word) {
    return (((word & ~HIGH_BITS) + ~HIGH_BITS) | word) & HIGH_BITS;
  }
}
