package org.waymark.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.SegmentCodec;

/**
 * Decodes stored versions into segments and caches the most recently used ones. The cache key is
 * the offset of a version's record, which is unique within a store. Safe for use by several
 * threads.
 */
final class SegmentLoader {
  /** Counts the verbatim bytes; the decoded form takes a few times as much. */
  private static final long REMEMBERED_BYTES = 32 << 20;

  private final SegmentCodec codec;
  private final Cache<Long, StoredSegment> remembered =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_BYTES)
          .weigher((Long offset, StoredSegment stored) -> stored.segment().bytes().size())
          .executor(Runnable::run)
          .build();

  SegmentLoader(DecoderLimits limits) {
    codec = new SegmentCodec(limits);
  }

  /** {@return the version that an index entry points to} */
  StoredSegment load(RowReader rows, SegmentKey key, long offset) {
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
  StoredSegment load(SegmentKey key, SegmentValue value) {
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
