package org.waymark.store.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.SegmentCodec;

/**
 * Decodes stored versions into segments and caches the most recently used ones. The cache key is
 * the offset of a version's record, which is unique within a store. Safe for use by several
 * threads.
 */
public final class SegmentLoader {
  /**
   * Limits memory rather than entries, because a segment in memory can be a hundred times as large
   * as on the wire.
   */
  private static final long REMEMBERED_BYTES = 96 << 20;

  private final SegmentCodec codec;
  private final Cache<Long, StoredSegment> remembered;

  public SegmentLoader(DecoderLimits limits) {
    this(limits, REMEMBERED_BYTES);
  }

  /**
   * @param rememberedBytes the maximum memory of the cached segments
   */
  public SegmentLoader(DecoderLimits limits, long rememberedBytes) {
    codec = new SegmentCodec(limits);
    remembered =
        Caffeine.newBuilder()
            .maximumWeight(rememberedBytes)
            .weigher(
                (Long offset, StoredSegment stored) ->
                    Math.toIntExact(stored.segment().memoryBytes()))
            .executor(Runnable::run)
            .build();
  }

  /** {@return the approximate memory of the cached segments, in bytes} */
  public long rememberedBytes() {
    remembered.cleanUp();
    return remembered.asMap().values().stream()
        .mapToLong(stored -> stored.segment().memoryBytes())
        .sum();
  }

  /** {@return the version that an index entry points to} */
  public StoredSegment load(RowReader rows, SegmentKey key, long offset) {
    StoredSegment known = remembered.getIfPresent(offset);
    if (known != null) {
      return known;
    }
    byte[] value =
        rows.get(Family.SEGMENTS, Keys.segment(key))
            .orElseThrow(() -> new StoreException.Unavailable("no segment for index entry " + key));
    return load(key, new SegmentValue(value));
  }

  /** {@return the version that a row holds} */
  public StoredSegment load(SegmentKey key, SegmentValue value) {
    StoredSegment known = remembered.getIfPresent(value.offset());
    if (known != null) {
      return known;
    }
    StoredSegment stored =
        new StoredSegment(decode(key, value), key.type(), value.recordTimeMs(), value.offset());
    remembered.put(value.offset(), stored);
    return stored;
  }

  private PathSegment decode(SegmentKey key, SegmentValue value) {
    return switch (codec.decode(key.format(), value.bytes())) {
      case Decoded.Accepted<PathSegment>(PathSegment segment) -> segment;
      case Decoded.Refused<PathSegment>(Refusal refusal) ->
          throw new StoreException.Unavailable("malformed segment " + key + ": " + refusal);
    };
  }
}
