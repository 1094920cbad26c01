package org.waymark.server.registration;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/**
 * Told of segments between their verification and the end of their registration: what was asked for
 * may be answered with them before they are recorded (ARCHITECTURE, Pending requests).
 *
 * <p>Called on the threads that verify and apply; must not fail. An interface because the one
 * implementation answers requests, and that package uses this one.
 */
public interface VerifiedListener {
  /** Its signatures verify; it is not appended yet, and may never be. */
  void verified(PathSegment segment, SegmentType type);

  /**
   * Its registration has an outcome: what it does to the state is there to be read. Also called for
   * segments that were never verified.
   */
  void settled(PathSegment segment, SegmentType type);
}
