package org.waymark.segment;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a type says about the two ends of a segment, seen from one AS (ARCHITECTURE, Before append):
 *
 * <ul>
 *   <li>UP: the last AS is the local one, which is no core AS, the first a core AS of its ISD;
 *   <li>DOWN: the first AS is core;
 *   <li>CORE: both ends are core.
 * </ul>
 *
 * @param local the AS whose path server judges
 * @param isCore whether an AS is core by the trust material at hand
 */
public record SegmentPlacement(IsdAs local, Predicate<IsdAs> isCore) {
  /** {@return the first reason why the segment is not of the type} */
  public Optional<PlacementFault> fault(SegmentType type, PathSegment segment) {
    IsdAs first = segment.firstIa();
    IsdAs last = segment.lastIa();
    if (type == SegmentType.UP && !last.equals(local)) {
      return Optional.of(new PlacementFault.LastNotLocal(last, local));
    }
    if (type == SegmentType.UP && isCore.test(local)) {
      return Optional.of(new PlacementFault.UpAtCoreAs(local));
    }
    if (type == SegmentType.UP && first.isd() != local.isd()) {
      return Optional.of(new PlacementFault.FirstOfOtherIsd(first, local.isd()));
    }
    if (!isCore.test(first)) {
      return Optional.of(new PlacementFault.FirstNotCore(type, first));
    }
    if (type == SegmentType.CORE && !isCore.test(last)) {
      return Optional.of(new PlacementFault.LastNotCore(last));
    }
    return Optional.empty();
  }
}
