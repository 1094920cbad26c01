package org.waymark.store.row;

import java.util.Comparator;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;

/**
 * The stored version of a path, or a held version that may be stored later.
 *
 * @param recordTimeMs the time of the record that stored the version, or the time of receipt of a
 *     held version, in Unix milliseconds
 * @param offset the offset of that record, or {@link #UNRECORDED} for a held version
 */
public record StoredSegment(PathSegment segment, SegmentType type, long recordTimeMs, long offset) {
  /** The value of {@code offset} for a version that is not recorded. */
  public static final long UNRECORDED = -1;

  /** The order of results: fewest hops, then latest expiry, then id (ARCHITECTURE, The store). */
  public static final Comparator<StoredSegment> BEST_FIRST =
      Comparator.comparingInt((StoredSegment stored) -> stored.segment().hops().size())
          .thenComparing(
              Comparator.comparingLong((StoredSegment stored) -> stored.segment().expiryS())
                  .reversed())
          .thenComparing(StoredSegment::id)
          .thenComparing(StoredSegment::key);

  private static SegmentId id(StoredSegment stored) {
    return stored.segment().id();
  }

  /** {@return the key that all versions of the path share} */
  public SegmentKey key() {
    return new SegmentKey(segment.format(), type, segment.id());
  }

  /** {@return the query that finds all segments with this segment's type and ends} */
  public SegmentQuery ends() {
    return new SegmentQuery(type, segment.firstIa(), segment.lastIa());
  }

  /** {@return whether the segment has the type and the ends of a query} */
  public boolean matches(SegmentQuery query) {
    return query.matches(type, segment.firstIa(), segment.lastIa());
  }
}
