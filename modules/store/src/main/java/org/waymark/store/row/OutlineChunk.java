package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A part of an outline, which lists the versions that were stored before a record in the order of
 * their keys. The value in {@link Family#OUTLINES} is big-endian:
 *
 * <pre>
 * for each version: segments key 34 | offset 8 | expiry_s 8
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class OutlineChunk {
  /** The number of versions in all chunks of an outline but the last. */
  private static final int VERSIONS = 256;

  private static final int VERSION = Keys.SEGMENT + 2 * Long.BYTES;

  private final ByteBuffer versions = ByteBuffer.allocate(VERSIONS * VERSION);

  /** {@return whether no further version can be added} */
  public boolean isFull() {
    return !versions.hasRemaining();
  }

  /** Adds a version, whose key comes after that of all others. */
  public void add(byte[] segment, long offset, long expiryS) {
    versions.put(segment).putLong(offset).putLong(expiryS);
  }

  /** {@return the value of the chunk} Versions added afterwards belong to the next chunk. */
  public byte[] take() {
    byte[] value = Arrays.copyOf(versions.array(), versions.position());
    versions.clear();
    return value;
  }

  /** Reads the versions of a chunk in order. */
  public static void read(byte[] value, Consumer<VersionPointer> found) {
    ByteBuffer in = ByteBuffer.wrap(value);
    while (in.hasRemaining()) {
      byte[] segment = new byte[Keys.SEGMENT];
      in.get(segment);
      found.accept(new VersionPointer(segment, in.getLong(), in.getLong()));
    }
  }
}
