package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;

/**
 * Computes the shortest path between all pairs of ASes from the segments registered in the whole
 * network, and checks whether hosts that repeat their requests find it.
 */
final class ShortestPaths {
  private final Scenario scenario;

  private ShortestPaths(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Checks the guarantee of an undisturbed network: within the given time, every host receives a
   * path to every AS that is as short as the segments allow.
   */
  static void requireAreFound(Scenario scenario, int withinS) {
    ShortestPaths paths = new ShortestPaths(scenario);
    SortedMap<Reachability.Pair, Integer> missed = paths.bySegments();
    for (int s = 0; s <= withinS && !missed.isEmpty(); s++) {
      for (IsdAs from :
          new TreeSet<>(missed.keySet().stream().map(Reachability.Pair::from).toList())) {
        scenario
            .pathsFrom(from)
            .forEach((to, found) -> paths.takeOut(new Reachability.Pair(from, to), found, missed));
      }
      scenario.seconds(1);
    }
    assertEquals(Map.of(), missed, "links of the shortest paths that hosts are not told of");
  }

  private void takeOut(
      Reachability.Pair pair,
      List<EndToEndPath> found,
      SortedMap<Reachability.Pair, Integer> missed) {
    int shortest = found.stream().mapToInt(EndToEndPath::linkCount).min().orElse(Integer.MAX_VALUE);
    if (shortest <= missed.getOrDefault(pair, 0)) {
      missed.remove(pair);
    }
  }

  /**
   * {@return the number of links on the shortest path between all pairs of ASes that are connected
   * by segments}
   */
  private SortedMap<Reachability.Pair, Integer> bySegments() {
    Collection<StoredSegment> registered = Reachability.registered(scenario).values();
    List<PathSegment> cores = segments(registered, SegmentType.CORE, segment -> true);
    SortedMap<Reachability.Pair, Integer> shortest = new TreeMap<>();
    for (IsdAs from : scenario.running()) {
      List<PathSegment> ups = segments(registered, SegmentType.UP, up -> up.lastIa().equals(from));
      for (IsdAs to : scenario.running()) {
        List<PathSegment> downs =
            segments(registered, SegmentType.DOWN, down -> down.lastIa().equals(to));
        Combination.paths(
                from, to, new SegmentSet(ups, cores, downs), this::isAlive, scenario.nowMs(), 1)
            .stream()
            .filter(path -> path.linkCount() > 0)
            .forEach(path -> shortest.put(new Reachability.Pair(from, to), path.linkCount()));
      }
    }
    return shortest;
  }

  private boolean isAlive(EndToEndPath path) {
    return scenario.deadEnds().stream().noneMatch(end -> Scenario.crosses(path, end));
  }

  private static List<PathSegment> segments(
      Collection<StoredSegment> all, SegmentType type, Predicate<PathSegment> wanted) {
    return all.stream()
        .filter(stored -> stored.type() == type)
        .map(StoredSegment::segment)
        .filter(wanted)
        .toList();
  }
}
