package org.waymark.resolve;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.ReadView;
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredSegment;
import org.waymark.wire.trust.Trc;

/**
 * Over which segments a server reaches other ASes: against their direction, from their last AS, its
 * own, to their first. Of several the one with fewest hops (spec 7, 8).
 *
 * <p>Safe for use by several threads, each with its own view.
 */
public final class Ways {
  private final LocalAs local;

  public Ways(LocalAs local) {
    this.local = local;
  }

  /** {@return the way of a local server to a core AS, whichever is nearest: an UP segment} */
  public Optional<PathSegment> toCore(SegmentSource source, long clockMs) {
    return best(SegmentType.UP, IsdAs.NONE, source, clockMs);
  }

  /** {@return the way of a core server to another core AS: a CORE segment} */
  public Optional<PathSegment> toCoreAs(IsdAs other, SegmentSource source, long clockMs) {
    return best(SegmentType.CORE, other, source, clockMs);
  }

  /** {@return the other core ASes of the own ISD, by its newest TRC, ascending} */
  public List<IsdAs> otherCoreAses(ReadView view) {
    return view.trust().newestTrc(local.ia().isd()).map(Trc::coreAses).stream()
        .flatMap(coreAses -> coreAses.keySet().stream())
        .filter(ia -> !ia.equals(local.ia()))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private Optional<PathSegment> best(
      SegmentType type, IsdAs first, SegmentSource source, long clockMs) {
    return source
        .best(new SegmentQuery(type, first, local.ia()), clockMs)
        .map(StoredSegment::segment);
  }
}
