package org.waymark.server.request;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.StoredSegment;

/**
 * Segments between their verification and the outcome of their registration: a bounded number, the
 * oldest goes first. What one that went early could have answered is answered when it is applied.
 *
 * <p>Safe for use by several threads.
 */
final class VerifiedSegments {
  private static final int CAPACITY = 1_000;

  /** In the order of arrival. */
  private final SequencedMap<Registration, StoredSegment> inOrder = new LinkedHashMap<>();

  private UnrecordedSegments segments = UnrecordedSegments.NONE;

  private record Registration(SegmentType type, PathSegment segment) {}

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
    if (inOrder.size() > CAPACITY) {
      segments = segments.without(inOrder.pollFirstEntry().getValue());
    }
    return one;
  }

  synchronized void remove(PathSegment segment, SegmentType type) {
    StoredSegment gone = inOrder.remove(new Registration(type, segment));
    if (gone != null) {
      segments = segments.without(gone);
    }
  }

  /** {@return those there are now} */
  synchronized UnrecordedSegments segments() {
    return segments;
  }
}
