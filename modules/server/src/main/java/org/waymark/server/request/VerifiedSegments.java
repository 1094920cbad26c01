package org.waymark.server.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Registration, StoredSegment> segments = new LinkedHashMap<>();

  private record Registration(SegmentType type, PathSegment segment) {}

  /**
   * Adds one.
   *
   * @param receivedMs Unix milliseconds
   */
  synchronized StoredSegment add(PathSegment segment, SegmentType type, long receivedMs) {
    StoredSegment one = new StoredSegment(segment, type, receivedMs, StoredSegment.UNRECORDED);
    segments.put(new Registration(type, segment), one);
    if (segments.size() > CAPACITY) {
      segments.remove(segments.keySet().iterator().next());
    }
    return one;
  }

  synchronized void remove(PathSegment segment, SegmentType type) {
    segments.remove(new Registration(type, segment));
  }

  /** {@return those there are, in the order of arrival} */
  synchronized List<StoredSegment> segments() {
    return List.copyOf(segments.values());
  }
}
