package org.waymark.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes the SHA-256 of a sequence of fixed-width big-endian fields. {@link #digest} resets it
 * for the next hash. Not thread-safe.
 */
public final class Sha256 {
  public static final int SIZE = 32;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Cloned for each new object, because cloning is much faster than searching for a provider. */
  private static final MessageDigest NEW = instance();

  private final MessageDigest digest;

  /**
   * A buffer for one number, so that each number is added in a single call. This matters because
   * hash trees add millions of numbers.
   */
  private final byte[] number = new byte[Long.BYTES];

  public Sha256() {
    try {
      digest = (MessageDigest) NEW.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of the Java platform can be cloned", e);
    }
  }

  private static MessageDigest instance() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Hashes the bytes. */
  public static ByteString hash(ByteString bytes) {
    return new Sha256().add(bytes).digest();
  }

  /**
   * {@return a hash that starts with an ASCII label, so that objects of different kinds never have
   * equal hashes}
   */
  public static Sha256 labelled(String label) {
    return new Sha256().addBytes(label.getBytes(StandardCharsets.US_ASCII));
  }

  public Sha256 addByte(int value) {
    digest.update((byte) value);
    return this;
  }

  /** Adds one byte: 1 for true, 0 for false. */
  public Sha256 addFlag(boolean value) {
    return addByte(value ? 1 : 0);
  }

  /** Adds 4 bytes, big-endian. */
  public Sha256 addInt(int value) {
    INT.set(number, 0, value);
    digest.update(number, 0, Integer.BYTES);
    return this;
  }

  /** Adds 8 bytes, big-endian. */
  public Sha256 addLong(long value) {
    LONG.set(number, 0, value);
    digest.update(number, 0, Long.BYTES);
    return this;
  }

  public Sha256 add(ByteString bytes) {
    return addBytes(bytes.unsafeBytes());
  }

  /** Adds the length as 4 bytes, then the bytes. */
  public Sha256 addSized(ByteString bytes) {
    return addInt(bytes.size()).add(bytes);
  }

  public Sha256 addBytes(byte[] bytes) {
    return addBytes(bytes, 0, bytes.length);
  }

  public Sha256 addBytes(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
    return this;
  }

  /**
   * Completes the hash, and resets this object.
   *
   * @return the 32 bytes of the hash
   */
  public ByteString digest() {
    return ByteString.owning(digest.digest());
  }
}
