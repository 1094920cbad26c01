package org.waymark.store.apply;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentValue;
import org.waymark.wire.event.RowKind;

/**
 * A cache of the most recently used stored versions. Apply compares every new version of a path
 * with the stored version, and the cache usually makes it unnecessary to read a row for this. The
 * limit counts memory rather than entries, because an entry contains all links of its version, and
 * some versions have a thousand times as many links as others.
 *
 * <p>While a new store is filled, the cache contains every stored version until it reaches the
 * limit. Until then, a path that is not in the cache is not stored either.
 *
 * <p>{@link StateRows} updates the cache together with the rows, across batches. Not thread-safe.
 */
public final class RecentHeads {
  /**
   * The default limit, enough for some 100,000 versions of ordinary size. All paths are registered
   * again in turn, so a cache that is too small for all of them never contains the path needed
   * next.
   */
  private static final long MOST_BYTES = 64 << 20;

  /** The share of the heap that the cache may occupy if the heap is small. */
  private static final int HEAP_SHARE = 8;

  /** The memory that an entry and its objects occupy, excluding the bytes of key and value. */
  private static final int ENTRY_BYTES = 256;

  private static final float LOAD_FACTOR = 0.75f;

  private final long mostBytes;

  /** The cached versions by key, least recently used first. */
  private final Map<ByteString, SegmentValue> heads =
      new LinkedHashMap<>(1 << 10, LOAD_FACTOR, true);

  private long bytes;

  private boolean complete;

  /**
   * Creates an empty cache.
   *
   * @param totals the totals of the rows whose versions it will cache
   */
  public RecentHeads(RowTotals.Totals totals) {
    this(totals, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  /**
   * Creates an empty cache.
   *
   * @param totals the totals of the rows whose versions it will cache
   * @param mostBytes the maximum memory of all entries together
   */
  public RecentHeads(RowTotals.Totals totals, long mostBytes) {
    this.mostBytes = mostBytes;
    complete = totals.of(RowKind.SEGMENT) == 0;
  }

  /** {@return whether every stored version is in the cache} */
  boolean isComplete() {
    return complete;
  }

  /** {@return the cached version of a row} */
  public Optional<SegmentValue> get(byte[] key) {
    return Optional.ofNullable(heads.get(ByteString.owning(key)));
  }

  /** Caches the version that a row contains now. */
  public void put(byte[] key, SegmentValue value) {
    SegmentValue replaced = heads.put(ByteString.owning(key), value);
    bytes += memoryBytes(key.length, value);
    if (replaced != null) {
      bytes -= memoryBytes(key.length, replaced);
    }
    Iterator<Map.Entry<ByteString, SegmentValue>> oldest = heads.entrySet().iterator();
    while (bytes > mostBytes) {
      Map.Entry<ByteString, SegmentValue> gone = oldest.next();
      bytes -= memoryBytes(gone.getKey().size(), gone.getValue());
      oldest.remove();
      complete = false;
    }
  }

  /** Removes the version of a removed row. */
  public void remove(byte[] key) {
    SegmentValue gone = heads.remove(ByteString.owning(key));
    if (gone != null) {
      bytes -= memoryBytes(key.length, gone);
    }
  }

  private static long memoryBytes(int keyBytes, SegmentValue head) {
    return ENTRY_BYTES + keyBytes + head.array().length;
  }

  /** {@return the approximate memory of all entries, in bytes} */
  public long bytes() {
    return bytes;
  }
}
