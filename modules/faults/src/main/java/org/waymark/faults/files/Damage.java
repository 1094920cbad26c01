package org.waymark.faults.files;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The kinds of damage to the bytes of a file. */
enum Damage {
  /** Single bits have flipped, as on an old or worn disk. */
  BITS_FLIPPED,

  /** The end is missing, as after a crash of the machine before everything was written. */
  TRUNCATED,

  /** A page consists of zeros, as after a crash of the machine between two writes. */
  PAGE_ZEROED,

  /** The file is missing. */
  MISSING,

  /** The file has earlier content, or the content of another file of the same kind. */
  OLDER;

  private static final int PAGE_BYTES = 4_096;
  private static final int MAX_FLIPS = 8;

  /**
   * Damages bytes at random.
   *
   * @return the damaged bytes, which differ from the given bytes
   * @throws IllegalArgumentException for {@link #MISSING} and {@link #OLDER}, which the caller must
   *     handle, or if there are no bytes
   */
  byte[] of(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an empty file has nothing to damage");
    }
    return switch (this) {
      case BITS_FLIPPED -> flipped(bytes, random);
      case TRUNCATED -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case PAGE_ZEROED -> zeroed(bytes, random);
      case MISSING, OLDER -> throw new IllegalArgumentException(this + " needs no bytes");
    };
  }

  private static byte[] flipped(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    int flips = 1 + random.nextInt(MAX_FLIPS);
    for (int i = 0; i < flips; i++) {
      // The positions are apart, so no flip undoes an earlier one.
      int from = (int) ((long) bytes.length * i / flips);
      int to = (int) ((long) bytes.length * (i + 1) / flips);
      if (from < to) {
        damaged[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      }
    }
    return damaged;
  }

  private static byte[] zeroed(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    int from = random.nextInt(1 + (bytes.length - 1) / PAGE_BYTES) * PAGE_BYTES;
    Arrays.fill(damaged, from, Math.min(bytes.length, from + PAGE_BYTES), (byte) 0);
    return damaged;
  }
}
