package org.waymark.server.registration;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/**
 * Receives segments from their verification until the end of their registration, so that they can
 * answer pending requests before they are recorded (ARCHITECTURE, Pending requests).
 *
 * <p>Called on the verification threads and on the thread that applies; must not throw. An
 * interface because the one implementation answers requests, and that package uses this one.
 */
public interface VerifiedListener {
  /** The segment's signatures are valid. It has not been appended yet, and may never be. */
  void verified(PathSegment segment, SegmentType type);

  /**
   * The registration of the segment has its outcome: any effect on the store can be read by now.
   * Also called for segments that were never verified.
   */
  void settled(PathSegment segment, SegmentType type);
}
