package org.waymark.history.bisect;

import java.util.List;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;

/** A condition that may or may not hold at a moment. */
public sealed interface Condition {
  /** There is a path from one AS to another. */
  record PathExists(IsdAs source, IsdAs destination) implements Condition {}

  /**
   * There are fewer paths from one AS to another than the given number.
   *
   * @param number the number of paths, at least 1
   */
  record PathsBelow(IsdAs source, IsdAs destination, int number) implements Condition {}

  /**
   * A valid version of a path segment is stored, under any of its types, and not hidden.
   *
   * @param keys the keys of the segment, one for each type
   */
  record SegmentLive(List<SegmentKey> keys) implements Condition {
    public SegmentLive {
      keys = List.copyOf(keys);
    }
  }

  /** No revocation of the interface is in force, and it is neither reported down nor blocked. */
  record InterfaceUsable(AsInterface end) implements Condition {}
}
