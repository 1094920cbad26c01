package org.waymark.store;

import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/**
 * The ends of the segments asked for.
 *
 * @param first the AS they start at; AS 0 is any AS of the ISD, {@code 0-0} any AS
 * @param last the AS they end at, likewise
 */
public record SegmentQuery(SegmentType type, IsdAs first, IsdAs last) {
  /** {@return whether the segment is one of those asked for} */
  public boolean matches(StoredSegment stored) {
    return matches(stored.type(), stored.segment().firstIa(), stored.segment().lastIa());
  }

  /** {@return whether a segment of the type has such ends} */
  public boolean matches(SegmentType type, IsdAs first, IsdAs last) {
    return this.type == type && matches(this.first, first) && matches(this.last, last);
  }

  /** {@return whether the AS is the one asked for, or one of those a wildcard stands for} */
  static boolean matches(IsdAs asked, IsdAs ia) {
    return asked.equals(ia)
        || asked.equals(IsdAs.NONE)
        || asked.isWildcard() && asked.isd() == ia.isd();
  }
}
