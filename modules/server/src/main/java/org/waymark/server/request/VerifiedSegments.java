package org.waymark.server.request;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;

/**
 * Verified segments whose registration has no outcome yet. Their number and memory are limited; the
 * oldest segment is evicted first. A request that needs an evicted segment is answered later, when
 * that segment has been applied.
 *
 * <p>Safe for use by several threads.
 */
final class VerifiedSegments {
  private static final int CAPACITY = 1_000;

  /** The memory that an entry in the maps occupies, in bytes. */
  private static final int ENTRY_BYTES = 512;

  /** Segments in order of arrival. */
  private final SequencedMap<Registration, StoredSegment> inOrder = new LinkedHashMap<>();

  private final long bytes;
  private UnrecordedSegments segments = UnrecordedSegments.NONE;
  private long bytesTaken;

  private record Registration(SegmentType type, PathSegment segment) {}

  /**
   * @param bytes the maximum total memory of the segments, in bytes
   */
  VerifiedSegments(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Adds a segment.
   *
   * @param receivedMs the time of receipt in Unix milliseconds
   */
  synchronized StoredSegment add(PathSegment segment, SegmentType type, long receivedMs) {
    StoredSegment one = new StoredSegment(segment, type, receivedMs, StoredSegment.UNRECORDED);
    remove(segment, type);
    inOrder.put(new Registration(type, segment), one);
    segments = segments.with(one);
    bytesTaken += memoryBytes(segment);
    while (inOrder.size() > CAPACITY || bytesTaken > bytes) {
      StoredSegment oldest = inOrder.firstEntry().getValue();
      remove(oldest.segment(), oldest.type());
    }
    return one;
  }

  synchronized void remove(PathSegment segment, SegmentType type) {
    StoredSegment gone = inOrder.remove(new Registration(type, segment));
    if (gone != null) {
      segments = segments.without(gone);
      bytesTaken -= memoryBytes(segment);
    }
  }

  private static long memoryBytes(PathSegment segment) {
    return ENTRY_BYTES + segment.memoryBytes();
  }

  /** {@return the number of segments} */
  synchronized int size() {
    return inOrder.size();
  }

  /** {@return a snapshot of the segments} */
  synchronized UnrecordedSegments segments() {
    return segments;
  }
}
