package org.waymark.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes with value equality: roots, nonces, signatures, verbatim wire bytes.
 *
 * <p>Strings are compared byte by byte, as unsigned values; a prefix sorts before a longer string.
 */
public final class ByteString implements Comparable<ByteString> {
  public static final ByteString EMPTY = new ByteString(new byte[0]);

  /** The memory that the object itself and the header and padding of its array occupy, in bytes. */
  private static final int OBJECTS_BYTES = 40;

  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@return a new string with a copy of the given bytes} */
  public static ByteString of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes.clone());
  }

  /** {@return a new string with a copy of {@code bytes[from..to)}} */
  public static ByteString of(byte[] bytes, int from, int to) {
    return from == to ? EMPTY : new ByteString(Arrays.copyOfRange(bytes, from, to));
  }

  /**
   * Copies {@code bytes[from..to)} into a new string. The position and limit of the buffer are
   * ignored.
   */
  public static ByteString of(ByteBuffer bytes, int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return owning(copy);
  }

  /**
   * {@return a string that takes ownership of the array instead of copying it}
   *
   * @param bytes an array that the caller must not modify afterwards
   */
  public static ByteString owning(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes);
  }

  /**
   * Decodes hexadecimal digits, in upper or lower case.
   *
   * @throws IllegalArgumentException if a character is not a digit or the number of digits is odd
   */
  public static ByteString ofHex(String hex) {
    return owning(HexFormat.of().parseHex(hex));
  }

  /** {@return the number of bytes} */
  public int size() {
    return bytes.length;
  }

  /** {@return the approximate size in memory, in bytes; it is never too low} */
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
   * {@return the array of bytes itself, not a copy, for digests, writers and parsers to read}
   *
   * <p>Modifying the array breaks the immutability of this string.
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
