package org.waymark.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes with value equality: roots, nonces, signatures, verbatim wire bytes.
 *
 * <p>The order is that of unsigned bytes, shorter first among equal prefixes.
 */
public final class ByteString implements Comparable<ByteString> {
  public static final ByteString EMPTY = new ByteString(new byte[0]);

  /** The object, its array's header and padding. */
  private static final int OBJECTS_BYTES = 40;

  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@return a string with a copy of the bytes} */
  public static ByteString of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes.clone());
  }

  /** {@return a string with a copy of {@code bytes[from..to)}} */
  public static ByteString of(byte[] bytes, int from, int to) {
    return from == to ? EMPTY : new ByteString(Arrays.copyOfRange(bytes, from, to));
  }

  /** {@return a string with a copy of {@code bytes[from..to)}, whose position does not matter} */
  public static ByteString of(ByteBuffer bytes, int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return owning(copy);
  }

  /**
   * {@return a string that takes the array over without a copy}
   *
   * @param bytes never modified again by the caller
   */
  public static ByteString owning(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes);
  }

  /**
   * {@return the bytes of hexadecimal digits, upper or lower case}
   *
   * @throws IllegalArgumentException when a character is no digit or their number is odd
   */
  public static ByteString ofHex(String hex) {
    return owning(HexFormat.of().parseHex(hex));
  }

  /** {@return the number of bytes} */
  public int size() {
    return bytes.length;
  }

  /** {@return about how many bytes of memory it takes, and no fewer} */
  public long memoryBytes() {
    return OBJECTS_BYTES + (long) bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** {@return the byte at the index} */
  public byte at(int index) {
    return bytes[index];
  }

  /** {@return a copy of the bytes} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * {@return the bytes themselves, for reading only: digests, writes, parsing}
   *
   * <p>Whoever modifies them breaks the immutability of this string.
   */
  public byte[] unsafeBytes() {
    return bytes;
  }

  /** {@return the bytes as lower-case hexadecimal digits} */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@return the bytes as hexadecimal digits} */
  @Override
  public String toString() {
    return hex();
  }
}
