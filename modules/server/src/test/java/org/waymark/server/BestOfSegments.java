package org.waymark.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * An oracle for the segments that form the shortest paths: it combines every pair as a host would,
 * and searches all segments each time.
 *
 * @param usable tests whether a path can be used
 */
record BestOfSegments(int limit, long nowMs, Predicate<EndToEndPath> usable) {
  static final Comparator<PathSegment> BEST_FIRST =
      Comparator.comparingInt((PathSegment one) -> one.hops().size())
          .thenComparing(Comparator.comparingLong(PathSegment::expiryS).reversed())
          .thenComparing(PathSegment::id);

  /**
   * {@return the UP segments that can be combined with a DOWN segment, with the number of links of
   * the shortest path}
   */
  Map<PathSegment, Integer> joining(
      IsdAs source, IsdAs destination, List<PathSegment> ups, PathSegment down) {
    Map<PathSegment, Integer> links = new HashMap<>();
    for (PathSegment up : ups) {
      Combination.paths(
              source,
              destination,
              new SegmentSet(List.of(up), List.of(), List.of(down)),
              path ->
                  usable.test(path)
                      && path.parts().stream().anyMatch(part -> part.segment().equals(up)),
              nowMs,
              1)
          .stream()
          .filter(path -> path.linkCount() > 0)
          .forEach(path -> links.put(up, path.linkCount()));
    }
    return links;
  }

  /**
   * {@return the number of links of the path that consists of the DOWN segment alone, if there is
   * one}
   */
  Optional<Integer> alone(IsdAs source, IsdAs destination, PathSegment down) {
    return Combination.paths(
            source,
            destination,
            new SegmentSet(List.of(), List.of(), List.of(down)),
            usable,
            nowMs,
            1)
        .stream()
        .map(EndToEndPath::linkCount)
        .filter(links -> links > 0)
        .findFirst();
  }

  static int links(PathSegment segment) {
    return segment.hops().size() - 1;
  }

  /**
   * {@return the given number of segments, taken from one AS after the other, always the one with
   * the fewest links}
   */
  List<PathSegment> spread(Map<PathSegment, Integer> links, Function<PathSegment, IsdAs> by) {
    Comparator<PathSegment> order = Comparator.comparing(links::get);
    List<PathSegment> left = new ArrayList<>(links.keySet());
    left.sort(order.thenComparing(BEST_FIRST));
    List<PathSegment> chosen = new ArrayList<>();
    List<IsdAs> turns = left.stream().map(by).distinct().toList();
    while (!left.isEmpty() && chosen.size() < limit) {
      for (IsdAs ia : turns) {
        Optional<PathSegment> next =
            left.stream().filter(one -> by.apply(one).equals(ia)).findFirst();
        if (next.isPresent() && chosen.size() < limit) {
          left.remove(next.get());
          chosen.add(next.get());
        }
      }
    }
    return chosen;
  }

  /** {@return the given number of combinable segments with the fewest links} */
  Set<PathSegment> first(Map<PathSegment, Integer> joining) {
    return new LinkedHashSet<>(
        joining.keySet().stream()
            .sorted(
                Comparator.<PathSegment, Integer>comparing(joining::get).thenComparing(BEST_FIRST))
            .limit(limit)
            .toList());
  }
}
