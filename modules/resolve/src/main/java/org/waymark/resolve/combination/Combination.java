package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waymark.segment.Crossing;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentPart;

/**
 * Joins segments into end-to-end paths.
 *
 * <p>A path goes up to the core, through the core, and down; any of these sections may be missing.
 * If {@code u}, {@code c} and {@code d} are an UP, a CORE and a DOWN segment, a path is one of
 *
 * <ul>
 *   <li>a part of {@code u} that ends at the destination, or of {@code d} that starts at the
 *       source;
 *   <li>parts of {@code u} and {@code d} that meet in an AS: the core AS at which both start, or
 *       one below it (a shortcut);
 *   <li>parts of {@code u} and {@code d} that meet at a peer link that both name, with the same two
 *       interfaces; but not at the core AS, because the segment has no hop field above the core AS
 *       for a MAC to cover (PROTOCOL 2.5);
 *   <li>all of {@code c}, preceded by all of {@code u} or nothing, and followed by all of {@code d}
 *       or nothing.
 * </ul>
 *
 * <p>Segments are skipped if they have expired, start or end elsewhere, have only one AS, or have a
 * link without an interface. Paths that would cross an AS twice are skipped as well. The caller
 * must exclude revoked paths, with {@link KnownRevocations}. If several combinations have the same
 * route, the path that expires last is kept. The order of the segments does not matter.
 */
public final class Combination {
  private final IsdAs source;
  private final IsdAs destination;
  private final List<PathSegment> ups;
  private final List<PathSegment> cores;
  private final List<PathSegment> downs;
  private final BestPaths best;

  private Combination(
      IsdAs source,
      IsdAs destination,
      SegmentSet segments,
      Predicate<EndToEndPath> wanted,
      long clockMs,
      int limit) {
    this.source = source;
    this.destination = destination;
    this.ups = usable(segments.up(), clockMs).filter(up -> up.lastIa().equals(source)).toList();
    this.cores = usable(segments.core(), clockMs).toList();
    this.downs =
        usable(segments.down(), clockMs).filter(down -> down.lastIa().equals(destination)).toList();
    this.best = new BestPaths(clockMs, limit, wanted);
  }

  /**
   * Joins segments into paths from one AS to another.
   *
   * @param clockMs the current time, in Unix milliseconds
   * @param limit the maximum number of paths to return and to keep in memory, at least 1
   * @return the paths, those with the fewest links first, then in the order of their interfaces;
   *     only the empty path if source and destination are the same
   */
  public static List<EndToEndPath> paths(
      IsdAs source, IsdAs destination, SegmentSet segments, long clockMs, int limit) {
    return paths(source, destination, segments, path -> true, clockMs, limit);
  }

  /**
   * Joins segments like {@link #paths(IsdAs, IsdAs, SegmentSet, long, int)}, but returns only paths
   * that a filter accepts.
   *
   * @param wanted the filter; it is applied while combining, so rejected paths do not count towards
   *     the limit, and it is not applied to the empty path
   */
  public static List<EndToEndPath> paths(
      IsdAs source,
      IsdAs destination,
      SegmentSet segments,
      Predicate<EndToEndPath> wanted,
      long clockMs,
      int limit) {
    if (source.equals(destination)) {
      return List.of(EndToEndPath.inside(source));
    }
    Combination combination =
        new Combination(source, destination, segments, wanted, clockMs, limit);
    combination.alongOneSegment();
    combination.upAndDown();
    combination.throughTheCore();
    return combination.best.inOrder();
  }

  private static Stream<PathSegment> usable(List<PathSegment> segments, long clockMs) {
    return segments.stream()
        .filter(segment -> clockMs < segment.endMs() && segment.hops().size() > 1)
        .filter(Combination::hasInterfaces);
  }

  private static boolean hasInterfaces(PathSegment segment) {
    List<Hop> hops = segment.hops();
    for (int i = 1; i < hops.size(); i++) {
      if (hops.get(i - 1).egress() == 0 || hops.get(i).ingress() == 0) {
        return false;
      }
    }
    return true;
  }

  private void alongOneSegment() {
    for (PathSegment up : ups) {
      eachAbove(up, destination, entry -> best.offer(List.of(SegmentPart.below(up, true, entry))));
    }
    for (PathSegment down : downs) {
      eachAbove(down, source, entry -> best.offer(List.of(SegmentPart.below(down, false, entry))));
    }
  }

  private void upAndDown() {
    for (PathSegment up : ups) {
      for (PathSegment down : downs) {
        meetingInAnAs(up, down);
        meetingAtPeerLinks(up, down);
      }
    }
  }

  private void meetingInAnAs(PathSegment up, PathSegment down) {
    for (int i = 0; i < up.hops().size() - 1; i++) {
      int upEntry = i;
      eachAbove(
          down,
          up.hops().get(i).ia(),
          downEntry ->
              best.offer(
                  List.of(
                      SegmentPart.below(up, true, upEntry),
                      SegmentPart.below(down, false, downEntry))));
    }
  }

  /** A peer link, as seen from the UP segment. */
  private record PeerLink(IsdAs ia, long id, IsdAs neighbour, long remoteId) {}

  private void meetingAtPeerLinks(PathSegment up, PathSegment down) {
    Map<PeerLink, List<SegmentPart>> routes = new HashMap<>();
    eachPeering(
        down,
        (ia, peering, peer) ->
            routes
                .computeIfAbsent(
                    new PeerLink(
                        peering.neighbour(), peering.remoteId(), ia, peering.passage().ingress()),
                    link -> new ArrayList<>())
                .add(new SegmentPart(down, false, peer)));
    if (routes.isEmpty()) {
      return;
    }
    eachPeering(
        up,
        (ia, peering, peer) -> {
          SegmentPart upPart = new SegmentPart(up, true, peer);
          PeerLink link =
              new PeerLink(
                  ia, peering.passage().ingress(), peering.neighbour(), peering.remoteId());
          routes
              .getOrDefault(link, List.of())
              .forEach(downPart -> best.offer(List.of(upPart, downPart)));
        });
  }

  private interface PeeringVisitor {
    void visit(IsdAs ia, Crossing.Peering peering, SegmentPart.Peer peer);
  }

  private static void eachPeering(PathSegment segment, PeeringVisitor visitor) {
    List<Crossing> crossings = segment.crossings();
    for (int i = 1; i < crossings.size(); i++) {
      List<Crossing.Peering> peerings = crossings.get(i).peerings();
      for (int k = 0; k < peerings.size(); k++) {
        if (peerings.get(k).passage().ingress() != 0) {
          visitor.visit(crossings.get(i).ia(), peerings.get(k), new SegmentPart.Peer(i, k));
        }
      }
    }
  }

  private void throughTheCore() {
    for (PathSegment core : cores) {
      SegmentPart through = SegmentPart.whole(core, true);
      for (List<SegmentPart> before : upTo(core.lastIa())) {
        for (List<SegmentPart> after : downFrom(core.firstIa())) {
          List<SegmentPart> parts = new ArrayList<>(before);
          parts.add(through);
          parts.addAll(after);
          best.offer(parts);
        }
      }
    }
  }

  /**
   * {@return the parts that lead from the source to a core AS, one list per route; if the source is
   * that core AS, a single empty list}
   */
  private List<List<SegmentPart>> upTo(IsdAs core) {
    return core.equals(source)
        ? List.of(List.of())
        : ups.stream()
            .filter(up -> up.firstIa().equals(core))
            .map(up -> List.of(SegmentPart.whole(up, true)))
            .toList();
  }

  private List<List<SegmentPart>> downFrom(IsdAs core) {
    return core.equals(destination)
        ? List.of(List.of())
        : downs.stream()
            .filter(down -> down.firstIa().equals(core))
            .map(down -> List.of(SegmentPart.whole(down, false)))
            .toList();
  }

  /** Visits the entries of an AS that are above the last entry of the segment. */
  private static void eachAbove(PathSegment segment, IsdAs ia, IntConsumer visitor) {
    List<Hop> hops = segment.hops();
    for (int i = 0; i < hops.size() - 1; i++) {
      if (hops.get(i).ia().equals(ia)) {
        visitor.accept(i);
      }
    }
  }
}
