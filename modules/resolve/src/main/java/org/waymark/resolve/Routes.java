package org.waymark.resolve;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.Trc;

/**
 * Finds the segments over which a server sends messages to other ASes. Messages travel against the
 * direction of a segment: from its last AS, which is the local AS, to its first. If several
 * segments are suitable, the one with the fewest hops is chosen (PROTOCOL 6, 7, 8).
 *
 * <p>Safe for use by several threads, each with its own view.
 */
public final class Routes {
  private final LocalAs local;

  public Routes(LocalAs local) {
    this.local = local;
  }

  /** {@return the UP segment from a local server to the nearest core AS} */
  public Optional<PathSegment> toCore(SegmentSource source, long clockMs) {
    return best(SegmentType.UP, IsdAs.NONE, source, clockMs);
  }

  /**
   * {@return the segment to a core AS: an UP segment at a local server, a CORE segment at a core
   * server}
   */
  public Optional<PathSegment> toCoreAs(IsdAs other, SegmentSource source, long clockMs) {
    return best(type(), other, source, clockMs);
  }

  /**
   * {@return the segment to the first core AS to query for a destination (PROTOCOL 6.1, 6.2)} A
   * local server may query any core AS. A core server may query only core ASes in the destination's
   * ISD.
   */
  public Optional<PathSegment> toAsk(IsdAs destination, SegmentSource source, long clockMs) {
    return asked(destination).flatMap(query -> best(query, source, clockMs));
  }

  /**
   * Finds the segment to the next core AS to query for a destination. {@return the segment; empty
   * if all core ASes have been queried}
   *
   * <p>The segment is found no matter how many segments lead to core ASes that have already been
   * queried.
   *
   * @param butNot the core ASes that have already been queried
   */
  public Optional<PathSegment> toAsk(
      IsdAs destination, Collection<IsdAs> butNot, SegmentSource source, long clockMs) {
    return allToAsk(destination, source, clockMs).stream()
        .filter(passage -> !butNot.contains(passage.firstIa()))
        .findFirst();
  }

  /**
   * {@return the best segment to each core AS that may be queried for a destination, nearest core
   * AS first}
   */
  public List<PathSegment> allToAsk(IsdAs destination, SegmentSource source, long clockMs) {
    return asked(destination).stream()
        .flatMap(query -> source.firstAses(query, clockMs).stream())
        .flatMap(first -> source.best(query(type(), first), clockMs).stream())
        .sorted(StoredSegment.BEST_FIRST)
        .map(StoredSegment::segment)
        .toList();
  }

  /**
   * {@return the query for segments to the core ASes that may be queried; empty for ISD 0} No
   * segment starts in ISD 0, but a query for {@code 0-0} would match every segment.
   */
  private Optional<SegmentQuery> asked(IsdAs destination) {
    if (!local.core()) {
      return Optional.of(query(SegmentType.UP, IsdAs.NONE));
    }
    return destination.isd() == 0
        ? Optional.empty()
        : Optional.of(query(SegmentType.CORE, destination.wildcard()));
  }

  /**
   * {@return the other core ASes of the local ISD according to the newest TRC, in ascending order}
   */
  public List<IsdAs> otherCoreAses(TrustMaterial trust) {
    return trust.newestTrc(local.ia().isd()).map(Trc::coreAses).stream()
        .flatMap(coreAses -> coreAses.keySet().stream())
        .filter(ia -> !ia.equals(local.ia()))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private SegmentType type() {
    return local.core() ? SegmentType.CORE : SegmentType.UP;
  }

  private Optional<PathSegment> best(
      SegmentType type, IsdAs first, SegmentSource source, long clockMs) {
    return best(query(type, first), source, clockMs);
  }

  private SegmentQuery query(SegmentType type, IsdAs first) {
    return new SegmentQuery(type, first, local.ia());
  }

  private static Optional<PathSegment> best(
      SegmentQuery query, SegmentSource source, long clockMs) {
    return source.best(query, clockMs).map(StoredSegment::segment);
  }
}
