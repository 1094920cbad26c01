package org.waymark.conform.specified;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * Finds the segments that are part of paths by combining each pair as a host would, and selects a
 * limited number of them, alternating between the ASes at one end. Suitable for scenarios with a
 * few segments.
 *
 * @param usable decides whether a path can be used
 */
record UsefulSegments(
    IsdAs source, IsdAs destination, long clockMs, Predicate<EndToEndPath> usable) {
  private static final int LIMIT = 5;

  /** A segment, together with the number of links in the shortest path that contains it. */
  record Useful(SpecifiedStore.Held held, int links) {}

  static final Comparator<Useful> SHORTEST_FIRST =
      Comparator.comparingInt(Useful::links).thenComparing(Useful::held, SpecifiedStore.BEST_FIRST);

  /** {@return the UP segments that can be combined with a DOWN segment, best first} */
  List<Useful> joining(List<SpecifiedStore.Held> ups, PathSegment down) {
    List<Useful> joining = new ArrayList<>();
    for (SpecifiedStore.Held up : ups) {
      shortest(
              List.of(up.segment()),
              down,
              path -> path.parts().stream().anyMatch(part -> part.segment() == up.segment()))
          .ifPresent(links -> joining.add(new Useful(up, links)));
    }
    joining.sort(SHORTEST_FIRST);
    return joining;
  }

  /**
   * {@return the number of links in the shortest path over a DOWN segment without a CORE segment}
   */
  Optional<Integer> linksOver(List<SpecifiedStore.Held> ups, PathSegment down) {
    return shortest(ups.stream().map(SpecifiedStore.Held::segment).toList(), down, path -> true);
  }

  private Optional<Integer> shortest(
      List<PathSegment> ups, PathSegment down, Predicate<EndToEndPath> wanted) {
    return Combination.paths(
            source,
            destination,
            new SegmentSet(ups, List.of(), List.of(down)),
            usable.and(wanted),
            clockMs,
            1)
        .stream()
        .map(EndToEndPath::linkCount)
        .filter(links -> links > 0)
        .findFirst();
  }

  static int links(SpecifiedStore.Held held) {
    return held.segment().hops().size() - 1;
  }

  /** {@return the first segments, up to the limit} */
  static List<SpecifiedStore.Held> first(List<Useful> some) {
    return some.stream().map(Useful::held).limit(LIMIT).toList();
  }

  /**
   * {@return segments up to the limit, alternating between the ASes; segments in the shortest paths
   * come first}
   */
  static List<SpecifiedStore.Held> spread(List<Useful> useful, Function<PathSegment, IsdAs> by) {
    Map<IsdAs, List<SpecifiedStore.Held>> turns = new LinkedHashMap<>();
    useful.stream()
        .sorted(SHORTEST_FIRST)
        .forEach(
            one ->
                turns
                    .computeIfAbsent(by.apply(one.held().segment()), ia -> new ArrayList<>())
                    .add(one.held()));
    List<SpecifiedStore.Held> chosen = new ArrayList<>();
    for (int turn = 0; turn < useful.size(); turn++) {
      for (List<SpecifiedStore.Held> ofOne : turns.values()) {
        if (turn < ofOne.size() && chosen.size() < LIMIT) {
          chosen.add(ofOne.get(turn));
        }
      }
    }
    return chosen;
  }
}
