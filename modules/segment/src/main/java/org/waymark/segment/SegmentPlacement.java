package org.waymark.segment;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rules that each segment type has for the two ends of a segment, as seen from one AS
 * (ARCHITECTURE, Before append):
 *
 * <ul>
 *   <li>UP: the last AS is the local AS, which is not core, and the first is a core AS of its ISD;
 *   <li>DOWN: the first AS is core;
 *   <li>CORE: both ends are core.
 * </ul>
 *
 * @param local the AS of the path server that checks the segment
 * @param isCore whether an AS is core according to the available trust material
 */
public record SegmentPlacement(IsdAs local, Predicate<IsdAs> isCore) {
  /**
   * Checks whether the segment can have the type.
   *
   * @return the first reason why the segment cannot have the type, if any
   */
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
