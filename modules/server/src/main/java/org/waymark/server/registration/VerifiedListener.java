package org.waymark.server.registration;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/**
 * Receives segments that have been verified but whose registration has not finished, so that they
 * can answer pending requests before they are recorded (ARCHITECTURE, Pending requests).
 *
 * <p>The methods are called on the verification threads and on the applying thread, and must not
 * throw. This is an interface, although it has only one implementation, to avoid a circular
 * dependency: the implementation answers requests, in a package that depends on this one.
 */
public interface VerifiedListener {
  /**
   * The signatures of the segment have been verified. The segment has not been appended yet, and
   * may never be.
   */
  void verified(PathSegment segment, SegmentType type);

  /**
   * The registration of the segment has an outcome, and its effect on the store, if any, is visible
   * to readers. Also called for segments that were never verified.
   */
  void settled(PathSegment segment, SegmentType type);
}
