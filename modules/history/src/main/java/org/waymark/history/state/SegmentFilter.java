package org.waymark.history.state;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;

/**
 * Selects segments by type, ends, ISD and AS.
 *
 * @param type the type, or empty for any type
 * @param first the AS at which segments start; AS 0 means any AS in the ISD, {@code 0-0} any AS at
 *     all
 * @param last the AS at which segments end, with the same wildcards
 * @param isd an ISD that segments must cross; 0 for any ISD
 * @param as an AS that segments must cross; {@code 0-0} for any AS
 */
public record SegmentFilter(
    Optional<SegmentType> type, IsdAs first, IsdAs last, int isd, IsdAs as) {
  /** The filter that selects all segments. */
  public static final SegmentFilter ALL =
      new SegmentFilter(Optional.empty(), IsdAs.NONE, IsdAs.NONE, 0, IsdAs.NONE);

  /** {@return the queries that together find all segments of the selected types and ends} */
  List<SegmentQuery> queries() {
    return types().stream().map(one -> new SegmentQuery(one, first, last)).toList();
  }

  /** {@return the selected types} */
  List<SegmentType> types() {
    return type.map(List::of).orElse(List.of(SegmentType.values()));
  }

  /** {@return whether this filter selects by an AS, or the ISD of one, at an end} */
  boolean namesAs() {
    return !first.equals(IsdAs.NONE) || !last.equals(IsdAs.NONE);
  }

  /** {@return whether this filter does not require segments to cross a particular ISD or AS} */
  boolean crossesAny() {
    return isd == 0 && as.equals(IsdAs.NONE);
  }

  /** {@return whether the hops cross the ISD and the AS specified by this filter} */
  boolean crosses(List<Hop> hops) {
    return (isd == 0 || hops.stream().anyMatch(hop -> hop.ia().isd() == isd))
        && (as.equals(IsdAs.NONE)
            || hops.stream().anyMatch(hop -> SegmentQuery.matches(as, hop.ia())));
  }

  /** {@return whether this filter selects by type or by ends} */
  boolean namesEnds() {
    return type.isPresent() || namesAs();
  }

  /** {@return whether the AS matches the ISD and the AS specified by this filter} */
  boolean names(IsdAs ia) {
    return (isd == 0 || ia.isd() == isd) && SegmentQuery.matches(as, ia);
  }
}
