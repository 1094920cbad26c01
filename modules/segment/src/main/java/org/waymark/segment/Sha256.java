package org.waymark.segment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A SHA-256 being computed over fixed-width big-endian fields. Not thread-safe; after {@link
 * #digest} it starts anew.
 */
public final class Sha256 {
  public static final int SIZE = 32;

  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@return the hash of the bytes} */
  public static ByteString hash(ByteString bytes) {
    return new Sha256().add(bytes).digest();
  }

  /**
   * {@return a hash that starts with an ASCII label, which separates its domain from all others}
   */
  public static Sha256 labelled(String label) {
    return new Sha256().addBytes(label.getBytes(StandardCharsets.US_ASCII));
  }

  public Sha256 addByte(int value) {
    digest.update((byte) value);
    return this;
  }

  /** Adds one byte, 1 or 0. */
  public Sha256 addFlag(boolean value) {
    return addByte(value ? 1 : 0);
  }

  /** Adds 4 bytes, big-endian. */
  public Sha256 addInt(int value) {
    return addByte(value >>> 24).addByte(value >>> 16).addByte(value >>> 8).addByte(value);
  }

  /** Adds 8 bytes, big-endian. */
  public Sha256 addLong(long value) {
    return addInt((int) (value >>> 32)).addInt((int) value);
  }

  public Sha256 add(ByteString bytes) {
    return addBytes(bytes.unsafeBytes());
  }

  /** Adds the length as 4 bytes, then the bytes. */
  public Sha256 addSized(ByteString bytes) {
    return addInt(bytes.size()).add(bytes);
  }

  public Sha256 addBytes(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** {@return the 32 bytes of the hash} */
  public ByteString digest() {
    return ByteString.owning(digest.digest());
  }
}
