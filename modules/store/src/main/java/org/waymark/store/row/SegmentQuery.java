package org.waymark.store.row;

import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/**
 * A query for segments by type and ends.
 *
 * @param first the AS at which the segments start; AS 0 means any AS in the ISD, {@code 0-0} any AS
 *     at all
 * @param last the AS at which the segments end, with the same wildcards
 */
public record SegmentQuery(SegmentType type, IsdAs first, IsdAs last) {
  /** {@return whether a segment with this type and these ends matches the query} */
  public boolean matches(SegmentType type, IsdAs first, IsdAs last) {
    return this.type == type && matches(this.first, first) && matches(this.last, last);
  }

  /** {@return whether the AS equals the requested one, or matches it as a wildcard} */
  public static boolean matches(IsdAs asked, IsdAs ia) {
    return asked.equals(ia)
        || asked.equals(IsdAs.NONE)
        || asked.isWildcard() && asked.isd() == ia.isd();
  }
}
