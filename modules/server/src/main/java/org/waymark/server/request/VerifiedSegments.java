package org.waymark.server.request;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;

/**
 * Segments between their verification and the outcome of their registration: a bounded number of
 * bounded size, the oldest goes first. What one that went early could have answered is answered
 * when it is applied.
 *
 * <p>Safe for use by several threads.
 */
final class VerifiedSegments {
  private static final int CAPACITY = 1_000;

  /** An entry in the maps. */
  private static final int ENTRY_BYTES = 512;

  /** In the order of arrival. */
  private final SequencedMap<Registration, StoredSegment> inOrder = new LinkedHashMap<>();

  private final long bytes;
  private UnrecordedSegments segments = UnrecordedSegments.NONE;
  private long bytesTaken;

  private record Registration(SegmentType type, PathSegment segment) {}

  /**
   * @param bytes of memory that the segments may take together
   */
  VerifiedSegments(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Adds one.
   *
   * @param receivedMs Unix milliseconds
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

  /** {@return how many there are} */
  synchronized int size() {
    return inOrder.size();
  }

  /** {@return those there are now} */
  synchronized UnrecordedSegments segments() {
    return segments;
  }
}
