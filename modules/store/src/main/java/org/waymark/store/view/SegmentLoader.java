package org.waymark.store.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.row.VersionBytes;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.SegmentCodec;

/**
 * Decodes stored versions into segments and caches the most recently used ones. The cache key is
 * the offset of a version's record, which is unique in a store. Thread-safe.
 */
public final class SegmentLoader {
  /**
   * The maximum memory of the cached segments. The cache counts memory rather than entries, because
   * a segment in memory can be a hundred times as large as on the wire.
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

  /** Loads the version of the path that was stored by the record at the offset. */
  public StoredSegment load(RowReader rows, SegmentKey key, long offset) {
    StoredSegment known = remembered.getIfPresent(offset);
    if (known != null) {
      return known;
    }
    VersionBytes version = VersionBytes.of(rows, offset);
    StoredSegment stored =
        new StoredSegment(decode(key, version.bytes()), key.type(), version.recordTimeMs(), offset);
    remembered.put(offset, stored);
    return stored;
  }

  private PathSegment decode(SegmentKey key, ByteString bytes) {
    return switch (codec.decode(key.format(), bytes)) {
      case Decoded.Accepted<PathSegment>(PathSegment segment) -> segment;
      case Decoded.Refused<PathSegment>(Refusal refusal) ->
          throw new StoreException.Unavailable("malformed segment " + key + ": " + refusal);
    };
  }
}
