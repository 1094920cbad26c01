package org.waymark.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.waymark.edge.Replica;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.LoopbackPlan;

/**
 * The pairs of ASes in which the first has a path to the second, either over segments or over
 * links:
 *
 * <pre>
 *   A  --up-->  core c1  --core-->  core c2  --down-->  B
 * </pre>
 *
 * where c1 and c2 may be the same, and either end may itself be a core AS. Shortcuts add no pairs.
 * Pairs that are connected only by peer links are left out.
 *
 * <p>Over segments, a path consists of the UP segments stored by a path server of A, the CORE
 * segments stored by one of c1, and the DOWN segments stored by one of c2. As in a resolution, all
 * of these segments must be valid and not hidden. Over links, a path leads up over links to
 * parents, across core links, and down again.
 *
 * <p>Immutable.
 */
final class Reach {
  private final List<IsdAs> ases;
  private final List<BitSet> reached;

  /** A pair of ASes in which the first has a path to the second. */
  record Pair(IsdAs from, IsdAs to) {}

  private Reach(List<IsdAs> ases, List<BitSet> reached) {
    this.ases = ases;
    this.reached = reached;
  }

  /**
   * Finds the pairs that have a path over links.
   *
   * @return the pairs
   */
  static Reach overLinks(NetworkTopology topology) {
    Walk walk = new Walk(topology);
    return of(
        topology,
        (core, as) -> walk.coresAbove(as).contains(core),
        (from, to) -> walk.coresBeside(from).contains(to),
        (core, as) -> walk.coresAbove(as).contains(core));
  }

  /**
   * Finds the pairs that have a path over the segments stored by the first replica of each AS.
   *
   * @param clockMs the time in Unix milliseconds
   * @return the pairs
   * @throws WorldException if the first replica of an AS is not running
   */
  static Reach overSegments(NetworkTopology topology, World world, long clockMs)
      throws WorldException {
    Map<IsdAs, Replica> replicas = new HashMap<>();
    for (IsdAs ia : topology.ases().keySet()) {
      replicas.put(ia, world.replica(LoopbackPlan.replicaId(ia, 1)));
    }
    return of(
        topology,
        (core, as) -> stores(replicas.get(as), SegmentType.UP, core, as, clockMs),
        (from, to) -> stores(replicas.get(from), SegmentType.CORE, to, from, clockMs),
        (core, as) -> stores(replicas.get(core), SegmentType.DOWN, core, as, clockMs));
  }

  private static boolean stores(
      Replica replica, SegmentType type, IsdAs first, IsdAs last, long clockMs) {
    return !replica.segments(new SegmentQuery(type, first, last), clockMs, 1).isEmpty();
  }

  /**
   * @param up tests whether a route leads from the second argument, an AS, up to the first, a core
   *     AS of its ISD
   * @param across tests whether a route leads from one core AS to another
   * @param down tests whether a route leads from the first argument, a core AS, down to the second,
   *     an AS of its ISD
   */
  private static Reach of(
      NetworkTopology topology,
      BiPredicate<IsdAs, IsdAs> up,
      BiPredicate<IsdAs, IsdAs> across,
      BiPredicate<IsdAs, IsdAs> down) {
    List<IsdAs> ases = List.copyOf(topology.ases().keySet());
    List<IsdAs> cores = ases.stream().filter(topology::isCore).toList();
    Map<IsdAs, BitSet> below = new HashMap<>();
    for (IsdAs core : cores) {
      BitSet reached = new BitSet(ases.size());
      for (int i = 0; i < ases.size(); i++) {
        IsdAs as = ases.get(i);
        boolean reaches =
            as.equals(core)
                || as.isd() == core.isd() && !topology.isCore(as) && down.test(core, as);
        reached.set(i, reaches);
      }
      below.put(core, reached);
    }
    Map<IsdAs, BitSet> fromCore = new HashMap<>();
    for (IsdAs core : cores) {
      BitSet reached = (BitSet) below.get(core).clone();
      cores.stream()
          .filter(other -> !other.equals(core) && across.test(core, other))
          .forEach(other -> reached.or(below.get(other)));
      fromCore.put(core, reached);
    }
    List<BitSet> all = new ArrayList<>();
    for (IsdAs as : ases) {
      BitSet reached = new BitSet(ases.size());
      if (topology.isCore(as)) {
        reached.or(fromCore.get(as));
      } else {
        topology.coreAses(as.isd()).stream()
            .filter(core -> up.test(core, as))
            .forEach(core -> reached.or(fromCore.get(core)));
      }
      reached.clear(all.size());
      all.add(reached);
    }
    return new Reach(ases, all);
  }

  /** {@return the number of pairs} */
  int pairs() {
    return reached.stream().mapToInt(BitSet::cardinality).sum();
  }

  /** {@return the number of pairs in the other object that are not in this one} */
  int missingOf(Reach other) {
    int missing = 0;
    for (int i = 0; i < reached.size(); i++) {
      BitSet left = (BitSet) other.reached.get(i).clone();
      left.andNot(reached.get(i));
      missing += left.cardinality();
    }
    return missing;
  }

  /**
   * Selects pairs at random, possibly with duplicates.
   *
   * @return the pairs
   * @throws IllegalStateException if there are no pairs
   */
  List<Pair> sample(int count, long seed) {
    if (pairs() == 0) {
      throw new IllegalStateException("no AS has a path to another AS");
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Pair> sample = new ArrayList<>(count);
    while (sample.size() < count) {
      int from = random.nextInt(ases.size());
      int to = random.nextInt(ases.size());
      if (reached.get(from).get(to)) {
        sample.add(new Pair(ases.get(from), ases.get(to)));
      }
    }
    return sample;
  }

  /** {@return whether there is a path between two ASes} */
  boolean has(IsdAs from, IsdAs to) {
    return reached.get(ases.indexOf(from)).get(ases.indexOf(to));
  }

  /** Finds routes over links by walking them. */
  private static final class Walk {
    private final NetworkTopology topology;
    private final Map<IsdAs, List<IsdAs>> above = new HashMap<>();
    private final Map<IsdAs, List<IsdAs>> beside = new HashMap<>();

    Walk(NetworkTopology topology) {
      this.topology = topology;
    }

    List<IsdAs> coresAbove(IsdAs as) {
      return above.computeIfAbsent(
          as, from -> walked(from, LinkType.PARENT).stream().filter(topology::isCore).toList());
    }

    List<IsdAs> coresBeside(IsdAs core) {
      return beside.computeIfAbsent(core, from -> walked(from, LinkType.CORE));
    }

    /** {@return the ASes that can be reached over links of one type, including the start} */
    private List<IsdAs> walked(IsdAs from, LinkType type) {
      List<IsdAs> found = new ArrayList<>(List.of(from));
      for (int i = 0; i < found.size(); i++) {
        topology.as(found.get(i)).interfaces().values().stream()
            .filter(link -> link.linkType() == type)
            .map(NetworkTopology.Interface::neighbour)
            .filter(neighbour -> !found.contains(neighbour))
            .distinct()
            .forEach(found::add);
      }
      return found;
    }
  }
}
