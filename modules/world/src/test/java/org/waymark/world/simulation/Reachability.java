package org.waymark.world.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.waymark.edge.Replica;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;

/**
 * Computes which ASes a packet can reach, up to a core AS, through the core and down, in two ways
 * that are independent of requests, caches and the combination of segments.
 */
final class Reachability {
  private final Map<IsdAs, Set<IsdAs>> up = new TreeMap<>();
  private final Map<IsdAs, Set<IsdAs>> through = new TreeMap<>();
  private final Map<IsdAs, Set<IsdAs>> down = new TreeMap<>();

  /** An AS, and an AS that it can reach. */
  record Pair(IsdAs from, IsdAs to) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
        Comparator.comparing(Pair::from).thenComparing(Pair::to);

    @Override
    public int compareTo(Pair other) {
      return ORDER.compare(this, other);
    }
  }

  private Reachability() {}

  /**
   * {@return the pairs of ASes that are connected by links}
   *
   * @param dead both ends of every link that must not be used
   */
  static SortedSet<Pair> byLinks(NetworkTopology topology, Set<AsInterface> dead) {
    Reachability reachability = new Reachability();
    for (NetworkTopology.As as : topology.ases().values()) {
      for (IsdAs top : upwards(as.ia(), topology, dead)) {
        if (topology.isCore(top)) {
          add(reachability.up, as.ia(), top);
          add(reachability.down, top, as.ia());
        }
      }
      if (as.core()) {
        new CoreWalk(topology, dead)
            .from(as.ia())
            .forEach(core -> add(reachability.through, as.ia(), core));
      }
    }
    return reachability.pairs();
  }

  private static Set<IsdAs> upwards(IsdAs start, NetworkTopology topology, Set<AsInterface> dead) {
    Set<IsdAs> reached = new HashSet<>(Set.of(start));
    Deque<IsdAs> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      IsdAs at = next.poll();
      for (NetworkTopology.Interface link : topology.as(at).interfaces().values()) {
        if (link.linkType() == LinkType.PARENT
            && !dead.contains(new AsInterface(at, link.id()))
            && reached.add(link.neighbour())) {
          next.add(link.neighbour());
        }
      }
    }
    return reached;
  }

  /** A walk over core links that never returns to an ISD it left, like that of a beacon. */
  private static final class CoreWalk {
    private final NetworkTopology topology;
    private final Set<AsInterface> dead;
    private final Set<Place> places = new LinkedHashSet<>();

    /** An AS, and the ISDs on the way to it, ending with its own. */
    private record Place(IsdAs ia, List<Integer> isds) {}

    CoreWalk(NetworkTopology topology, Set<AsInterface> dead) {
      this.topology = topology;
      this.dead = dead;
    }

    Set<IsdAs> from(IsdAs start) {
      visit(new Place(start, List.of(start.isd())));
      return places.stream().map(Place::ia).collect(Collectors.toSet());
    }

    private void visit(Place at) {
      if (places.add(at)) {
        for (NetworkTopology.Interface link : topology.as(at.ia).interfaces().values()) {
          int isd = link.neighbour().isd();
          boolean stays = at.isds.getLast() == isd;
          if (link.linkType() == LinkType.CORE
              && !dead.contains(new AsInterface(at.ia, link.id()))
              && (stays || !at.isds.contains(isd))) {
            List<Integer> isds = new ArrayList<>(at.isds);
            if (!stays) {
              isds.add(isd);
            }
            visit(new Place(link.neighbour(), isds));
          }
        }
      }
    }
  }

  /**
   * {@return the pairs of ASes that are connected by live segments} The segments are taken from the
   * path servers where they are registered: UP and CORE segments from the AS where they end, DOWN
   * segments from the AS where they start.
   */
  static SortedSet<Pair> bySegments(Scenario scenario) {
    Reachability reachability = new Reachability();
    for (IsdAs ia : scenario.running()) {
      if (scenario.topology().isCore(ia)) {
        add(reachability.up, ia, ia);
        add(reachability.through, ia, ia);
        add(reachability.down, ia, ia);
      }
    }
    registered(scenario)
        .values()
        .forEach(
            stored -> {
              PathSegment segment = stored.segment();
              switch (stored.type()) {
                case UP -> add(reachability.up, segment.lastIa(), segment.firstIa());
                case CORE -> add(reachability.through, segment.lastIa(), segment.firstIa());
                case DOWN -> add(reachability.down, segment.firstIa(), segment.lastIa());
              }
            });
    return reachability.pairs();
  }

  /** {@return the live segments of the path servers where they are registered, by their hops} */
  static SortedMap<String, StoredSegment> registered(Scenario scenario) {
    SortedMap<String, StoredSegment> registered = new TreeMap<>();
    for (IsdAs ia : scenario.running()) {
      for (Replica replica : scenario.replicas(ia)) {
        for (StoredSegment stored : scenario.segments(replica)) {
          PathSegment segment = stored.segment();
          IsdAs home = stored.type() == SegmentType.DOWN ? segment.firstIa() : segment.lastIa();
          if (home.equals(ia)) {
            registered.put(name(stored), stored);
          }
        }
      }
    }
    return registered;
  }

  /** {@return the type and the hops of a segment} */
  static String name(StoredSegment stored) {
    StringBuilder name = new StringBuilder(stored.type().toString());
    stored
        .segment()
        .hops()
        .forEach(
            hop ->
                name.append(' ')
                    .append(hop.ia())
                    .append('#')
                    .append(hop.ingress())
                    .append(',')
                    .append(hop.egress()));
    return name.toString();
  }

  private static void add(Map<IsdAs, Set<IsdAs>> reached, IsdAs from, IsdAs to) {
    reached.computeIfAbsent(from, ia -> new TreeSet<>()).add(to);
  }

  private SortedSet<Pair> pairs() {
    SortedSet<Pair> pairs = new TreeSet<>();
    up.forEach(
        (from, tops) -> {
          for (IsdAs top : tops) {
            for (IsdAs core : through.getOrDefault(top, Set.of())) {
              for (IsdAs to : down.getOrDefault(core, Set.of())) {
                if (!to.equals(from)) {
                  pairs.add(new Pair(from, to));
                }
              }
            }
          }
        });
    return pairs;
  }
}
