package org.waymark.store;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;

/**
 * The stored version of a path.
 *
 * @param recordTimeMs of the record that stored it, Unix milliseconds
 * @param offset of that record
 */
public record StoredSegment(PathSegment segment, SegmentType type, long recordTimeMs, long offset) {
  /** {@return the key under which versions replace each other} */
  public SegmentKey key() {
    return new SegmentKey(segment.format(), type, segment.id());
  }
}
