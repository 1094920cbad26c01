package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.waymark.segment.Crossing;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.store.row.StoredSegment;

/**
 * The UP segments of one AS, with an index for finding those that a DOWN segment can join without a
 * CORE segment in between. An UP and a DOWN segment can join if they start at the same core AS,
 * cross the same AS below the core (a shortcut), or name the same peer link.
 *
 * <p>A search takes one lookup for each AS and peer link of the DOWN segment, no matter how many UP
 * segments there are. Immutable.
 */
public final class UpSegments {
  private static final Comparator<Join> SHORTEST_FIRST =
      Comparator.comparingInt(Join::links).thenComparing(Join::up, StoredSegment.BEST_FIRST);

  private final IsdAs source;
  private final IsdAs destination;
  private final PeerLinkFilter usable;
  private final Map<IsdAs, List<StoredSegment>> byFirst = new LinkedHashMap<>();

  /** The UP segments that cross each AS, with the number of links from the source up to that AS. */
  private final Map<IsdAs, List<Join>> across = new HashMap<>();

  /**
   * The UP segments that name each peer link, with the number of links from the source up to and
   * including that peer link.
   */
  private final Map<PeerLink, List<Join>> overPeerLinks = new HashMap<>();

  /** Decides which peer links can be used. */
  @FunctionalInterface
  public interface PeerLinkFilter {
    /**
     * {@return whether the interface has no current revocation}
     *
     * @param at the AS that names the peer link
     * @param interfaceId the interface of that AS, at its end of the peer link
     */
    boolean isUsable(Hop at, long interfaceId);
  }

  /** A peer link, as seen from the UP segment. */
  private record PeerLink(IsdAs ia, long id, IsdAs neighbour, long remoteId) {}

  /**
   * An UP segment that is part of a path.
   *
   * @param links the number of links on the shortest such path
   */
  public record Join(int links, StoredSegment up) {}

  /**
   * The UP segments that a DOWN segment joins.
   *
   * @param links the number of links on the shortest path that needs no CORE segment, if there is
   *     such a path
   * @param ups the UP segments that are part of such a path, starting with the one on the shortest
   *     path; empty if the DOWN segment already crosses the source AS
   */
  public record Joins(OptionalInt links, List<StoredSegment> ups) {
    public Joins {
      ups = List.copyOf(ups);
    }
  }

  private UpSegments(IsdAs source, IsdAs destination, PeerLinkFilter usable) {
    this.source = source;
    this.destination = destination;
    this.usable = usable;
  }

  /**
   * Indexes UP segments for joining.
   *
   * @param ups UP segments that all end at the source; segments that start at the same AS are in
   *     the order of results
   * @param destination the destination of the paths
   */
  public static UpSegments of(
      Collection<StoredSegment> ups, IsdAs source, IsdAs destination, PeerLinkFilter usable) {
    UpSegments all = new UpSegments(source, destination, usable);
    ups.forEach(all::add);
    return all;
  }

  private void add(StoredSegment stored) {
    PathSegment up = stored.segment();
    byFirst.computeIfAbsent(up.firstIa(), first -> new ArrayList<>()).add(stored);
    int last = up.hops().size() - 1;
    // ASes above the destination are not needed, because the path ends at the destination.
    int top = Math.max(0, lastEntry(up, destination));
    for (int i = top; i < last; i++) {
      across
          .computeIfAbsent(up.hops().get(i).ia(), ia -> new ArrayList<>())
          .add(new Join(last - i, stored));
    }
    eachPeering(
        up,
        top,
        (entry, at, peering) ->
            overPeerLinks
                .computeIfAbsent(
                    new PeerLink(
                        at.ia(),
                        peering.passage().ingress(),
                        peering.neighbour(),
                        peering.remoteId()),
                    link -> new ArrayList<>())
                .add(new Join(last - entry + 1, stored)));
  }

  /**
   * {@return the index of the last entry of the given AS, or -1 if the segment does not cross the
   * AS}
   */
  private static int lastEntry(PathSegment segment, IsdAs ia) {
    List<Hop> hops = segment.hops();
    return IntStream.range(0, hops.size())
        .filter(i -> hops.get(i).ia().equals(ia))
        .max()
        .orElse(-1);
  }

  private interface PeeringVisitor {
    void visit(int entry, Hop at, Crossing.Peering peering);
  }

  /**
   * Visits the usable peer links below the core. The peer links of the first AS cannot be used:
   * their MACs would have to cover the hop field above that AS, but the segment has none.
   */
  private void eachPeering(PathSegment segment, int top, PeeringVisitor visitor) {
    if (segment.peers().isEmpty()) {
      return;
    }
    List<Crossing> crossings = segment.crossings();
    for (int i = Math.max(1, top); i < crossings.size(); i++) {
      Hop at = segment.hops().get(i);
      for (Crossing.Peering peering : crossings.get(i).peerings()) {
        long id = peering.passage().ingress();
        if (id != 0 && usable.isUsable(at, id)) {
          visitor.visit(i, at, peering);
        }
      }
    }
  }

  /** {@return the core ASes at which UP segments start} */
  List<IsdAs> coreAses() {
    return List.copyOf(byFirst.keySet());
  }

  /** {@return the UP segments that start at a core AS, best first} */
  List<StoredSegment> from(IsdAs coreAs) {
    return byFirst.getOrDefault(coreAs, List.of());
  }

  /** {@return the lowest number of links to a core AS at which UP segments start} */
  OptionalInt linksTo(IsdAs coreAs) {
    return from(coreAs).stream().mapToInt(up -> up.segment().hops().size() - 1).min();
  }

  /** Finds the UP segments that a DOWN segment to the destination joins. */
  public Joins joins(PathSegment down) {
    Map<StoredSegment, Integer> links = new HashMap<>();
    int last = down.hops().size() - 1;
    int own = source.equals(destination) ? -1 : lastEntry(down, source);
    // ASes above the source are not needed, because the path would cross the source again.
    int top = own + 1;
    for (int i = top; i < last; i++) {
      offer(across.get(down.hops().get(i).ia()), last - i, links);
    }
    offer(across.get(destination), 0, links);
    eachPeering(
        down,
        top,
        (entry, at, peering) ->
            offer(
                overPeerLinks.get(
                    new PeerLink(
                        peering.neighbour(),
                        peering.remoteId(),
                        at.ia(),
                        peering.passage().ingress())),
                down.hops().size() - 1 - entry,
                links));
    List<Join> joins =
        links.entrySet().stream()
            .map(entry -> new Join(entry.getValue(), entry.getKey()))
            .sorted(SHORTEST_FIRST)
            .toList();
    Optional<Integer> shortest = joins.stream().findFirst().map(Join::links);
    int alone = own < 0 ? Integer.MAX_VALUE : last - own;
    int least = Math.min(alone, shortest.orElse(Integer.MAX_VALUE));
    return new Joins(
        least == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(least),
        joins.stream().map(Join::up).toList());
  }

  private static void offer(List<Join> ups, int moreLinks, Map<StoredSegment, Integer> links) {
    if (ups != null) {
      ups.forEach(join -> links.merge(join.up(), join.links() + moreLinks, Math::min));
    }
  }
}
