package org.waymark.history.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.TimeOverException;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;

/**
 * The segments that could form paths from one AS to another at a moment.
 *
 * <p>A log contains only the UP segments of its own AS. If the source is another AS, its DOWN
 * segments are used instead, because they describe the same routes.
 */
public final class PairSegments {
  private final ReadView view;
  private final Moment moment;
  private final IsdAs source;
  private final IsdAs destination;
  private final QueryBounds bounds;
  private final List<StoredSegment> ups = new ArrayList<>();
  private final List<StoredSegment> downs = new ArrayList<>();
  private final List<StoredSegment> cores = new ArrayList<>();
  private final Map<AsInterface, List<StoredRevocation>> inForce = new HashMap<>();

  /**
   * @param besides additional segments that could be used, such as segments that a replica held in
   *     memory
   * @throws TimeOverException if the time runs out before all segments have been read
   */
  public PairSegments(
      ReadView view,
      Moment moment,
      IsdAs source,
      IsdAs destination,
      List<StoredSegment> besides,
      QueryBounds bounds) {
    this.bounds = bounds;
    this.view = view;
    this.moment = moment;
    this.source = source;
    this.destination = destination;
    add(SegmentType.UP, IsdAs.NONE, source, besides, ups);
    add(SegmentType.DOWN, IsdAs.NONE, source, besides, ups);
    add(SegmentType.DOWN, IsdAs.NONE, destination, besides, downs);
    for (IsdAs exit : exits()) {
      for (IsdAs entry : entries()) {
        add(SegmentType.CORE, exit, entry, besides, cores);
      }
    }
  }

  private void add(
      SegmentType type,
      IsdAs first,
      IsdAs last,
      List<StoredSegment> besides,
      List<StoredSegment> into) {
    bounds.requireTime();
    SegmentQuery query = new SegmentQuery(type, first, last);
    into.addAll(view.segments(query, moment.clockMs(), Integer.MAX_VALUE));
    besides.stream()
        .filter(one -> one.matches(query) && one.segment().endMs() > moment.clockMs())
        .filter(one -> !view.hides(one.segment(), moment.clockMs()))
        .forEach(into::add);
  }

  /** {@return the segments that lead up from the source} */
  public List<StoredSegment> ups() {
    return ups;
  }

  /** {@return the segments that lead down to the destination} */
  public List<StoredSegment> downs() {
    return downs;
  }

  /** {@return the ASes at which a path from the source can enter the core} */
  public Set<IsdAs> entries() {
    return firstAses(ups, source);
  }

  /** {@return the ASes at which a path to the destination can leave the core} */
  public Set<IsdAs> exits() {
    return firstAses(downs, destination);
  }

  private static Set<IsdAs> firstAses(List<StoredSegment> segments, IsdAs end) {
    Set<IsdAs> found = new HashSet<>(Set.of(end));
    segments.forEach(one -> found.add(one.segment().firstIa()));
    return found;
  }

  /**
   * Joins segments to form paths, ignoring revocations.
   *
   * @param wanted selects the paths to return
   * @param limit the maximum number of paths
   * @return the paths, those with the fewest links first
   */
  public List<EndToEndPath> joined(Predicate<EndToEndPath> wanted, int limit) {
    SegmentSet segments = new SegmentSet(segments(ups), segments(cores), segments(downs));
    return Combination.paths(source, destination, segments, wanted, moment.clockMs(), limit);
  }

  /**
   * Joins segments to form the paths that hosts could use.
   *
   * @param limit the maximum number of paths
   * @throws TimeOverException if the time runs out before all segments have been joined
   * @return the paths, those with the fewest links first
   */
  public List<EndToEndPath> usable(int limit) {
    return joined(
        path -> {
          bounds.requireTime();
          return revoked(path).isEmpty();
        },
        limit);
  }

  private static List<PathSegment> segments(List<StoredSegment> stored) {
    return stored.stream().map(StoredSegment::segment).toList();
  }

  /** {@return the revocations that make a path unusable, in the order of travel} */
  public List<StoredRevocation> revoked(EndToEndPath path) {
    return path.interfaces().stream()
        .flatMap(one -> inForce(one).stream())
        .filter(revocation -> fits(revocation, path))
        .toList();
  }

  private List<StoredRevocation> inForce(AsInterface one) {
    return inForce.computeIfAbsent(
        one,
        end ->
            view.revocations(end.ia(), end.id()).stream()
                .filter(revocation -> revocation.expiryMs() > moment.clockMs())
                .toList());
  }

  private static boolean fits(StoredRevocation revocation, EndToEndPath path) {
    return path.parts().stream()
        .flatMap(part -> part.segment().hops().stream())
        .anyMatch(
            hop ->
                hop.ia().equals(revocation.revocation().ia())
                    && hop.root().equals(revocation.connectedRoot()));
  }

  /** {@return the stored version of a segment that a path uses} */
  public StoredSegment stored(PathSegment segment) {
    for (List<StoredSegment> some : List.of(ups, cores, downs)) {
      for (StoredSegment one : some) {
        if (one.segment() == segment) {
          return one;
        }
      }
    }
    throw new IllegalArgumentException("not a segment of this pair: " + segment.id());
  }
}
