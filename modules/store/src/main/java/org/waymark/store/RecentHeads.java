package org.waymark.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;

/**
 * The versions that were put or looked for last, without their bytes: what the next version of a
 * path is compared with is mostly here, and needs no read of a row. Bounded by memory: what is left
 * of a version has all its links, which can be a thousand times as many as those of an ordinary
 * one.
 *
 * <p>Kept beside the rows by {@link StateRows}, across batches. Not thread-safe.
 */
final class RecentHeads {
  /** Room for some 50,000 ordinary ones. */
  private static final long MOST_BYTES = 32 << 20;

  /** An entry of the map with its objects, without the bytes of key and value. */
  private static final int ENTRY_BYTES = 256;

  private static final float LOAD_FACTOR = 0.75f;

  private final long mostBytes;

  /** The longest unused first. */
  private final Map<ByteString, SegmentValue> heads =
      new LinkedHashMap<>(1 << 10, LOAD_FACTOR, true);

  private long bytes;

  RecentHeads() {
    this(MOST_BYTES);
  }

  /**
   * @param mostBytes of memory that all may take
   */
  RecentHeads(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** {@return the version of a row, without its bytes, if it is known} */
  Optional<SegmentValue> get(byte[] key) {
    return Optional.ofNullable(heads.get(ByteString.owning(key)));
  }

  /** Takes note of what a row holds. */
  void put(byte[] key, SegmentValue value) {
    remove(key);
    SegmentValue head = value.head();
    heads.put(ByteString.owning(key), head);
    bytes += memoryBytes(key.length, head);
    Iterator<Map.Entry<ByteString, SegmentValue>> oldest = heads.entrySet().iterator();
    while (bytes > mostBytes) {
      Map.Entry<ByteString, SegmentValue> gone = oldest.next();
      bytes -= memoryBytes(gone.getKey().size(), gone.getValue());
      oldest.remove();
    }
  }

  /** Takes note that a row is gone. */
  void remove(byte[] key) {
    SegmentValue gone = heads.remove(ByteString.owning(key));
    if (gone != null) {
      bytes -= memoryBytes(key.length, gone);
    }
  }

  private static long memoryBytes(int keyBytes, SegmentValue head) {
    return ENTRY_BYTES + keyBytes + head.array().length;
  }

  /** {@return about how many bytes of memory all take} */
  long bytes() {
    return bytes;
  }
}
