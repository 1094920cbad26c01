package org.waymark.store.apply;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.store.row.SegmentValue;

/**
 * A cache of the most recently used stored versions. The next version of a path is usually compared
 * with one of these, which saves reading a row. Bounded by memory, since a version keeps all its
 * links, and can have a thousand times as many as an ordinary one.
 *
 * <p>{@link StateRows} keeps it in step with the rows, across batches. Not thread-safe.
 */
public final class RecentHeads {
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

  public RecentHeads() {
    this(MOST_BYTES);
  }

  /**
   * @param mostBytes of memory that all may take
   */
  public RecentHeads(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** {@return the cached version of a row} */
  public Optional<SegmentValue> get(byte[] key) {
    return Optional.ofNullable(heads.get(ByteString.owning(key)));
  }

  /** Caches the version that a row now holds. */
  public void put(byte[] key, SegmentValue value) {
    remove(key);
    heads.put(ByteString.owning(key), value);
    bytes += memoryBytes(key.length, value);
    Iterator<Map.Entry<ByteString, SegmentValue>> oldest = heads.entrySet().iterator();
    while (bytes > mostBytes) {
      Map.Entry<ByteString, SegmentValue> gone = oldest.next();
      bytes -= memoryBytes(gone.getKey().size(), gone.getValue());
      oldest.remove();
    }
  }

  /** Forgets the version of a removed row. */
  public void remove(byte[] key) {
    SegmentValue gone = heads.remove(ByteString.owning(key));
    if (gone != null) {
      bytes -= memoryBytes(key.length, gone);
    }
  }

  private static long memoryBytes(int keyBytes, SegmentValue head) {
    return ENTRY_BYTES + keyBytes + head.array().length;
  }

  /** {@return about how many bytes of memory all take} */
  public long bytes() {
    return bytes;
  }
}
