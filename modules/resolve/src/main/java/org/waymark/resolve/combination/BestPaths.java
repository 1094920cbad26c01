package org.waymark.resolve.combination;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentPart;

/**
 * Collects the best paths among those added, up to a limit. Paths must have no loops, must not have
 * expired, and must be accepted by the caller; only one path per route is kept. Not thread-safe.
 */
final class BestPaths {
  private static final Comparator<List<AsInterface>> FEWEST_FIRST =
      Comparator.<List<AsInterface>>comparingInt(List::size)
          .thenComparing(BestPaths::lexicographic);

  /**
   * Orders paths with the same route. The path that expires last comes first, and ties are broken
   * independently of the order of arrival.
   */
  private static final Comparator<EndToEndPath> LONGEST_LASTING =
      Comparator.comparingLong(EndToEndPath::expiryS)
          .thenComparing(path -> path.packetPath().bytes());

  private final long clockMs;
  private final int limit;
  private final Predicate<EndToEndPath> wanted;
  private final TreeMap<List<AsInterface>, EndToEndPath> best = new TreeMap<>(FEWEST_FIRST);

  BestPaths(long clockMs, int limit, Predicate<EndToEndPath> wanted) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit must be at least one path, got " + limit);
    }
    this.clockMs = clockMs;
    this.limit = limit;
    this.wanted = wanted;
  }

  /** Keeps the path formed by the given parts, if the path is valid and good enough. */
  void offer(List<SegmentPart> parts) {
    if (hasLoop(parts)) {
      return;
    }
    List<AsInterface> interfaces =
        parts.stream().flatMap(part -> part.interfaces().stream()).toList();
    if (best.size() == limit && FEWEST_FIRST.compare(interfaces, best.lastKey()) > 0) {
      return;
    }
    EndToEndPath path = EndToEndPath.through(parts, interfaces);
    if (clockMs >= Expiry.endMs(path.expiryS()) || !wanted.test(path)) {
      return;
    }
    best.merge(
        interfaces, path, (one, other) -> LONGEST_LASTING.compare(one, other) >= 0 ? one : other);
    if (best.size() > limit) {
      best.pollLastEntry();
    }
  }

  /** {@return the paths, fewest links first} */
  List<EndToEndPath> inOrder() {
    return List.copyOf(best.values());
  }

  /**
   * {@return whether a path crosses an AS twice} Two parts that meet inside an AS both contain that
   * AS, which counts once. At a peer link, the next part starts with a different AS.
   */
  private static boolean hasLoop(List<SegmentPart> parts) {
    Set<IsdAs> seen = new HashSet<>();
    for (int i = 0; i < parts.size(); i++) {
      List<IsdAs> ases = parts.get(i).ases();
      boolean isFirstNew = i == 0 || parts.get(i).top() instanceof SegmentPart.Peer;
      for (IsdAs ia : isFirstNew ? ases : ases.subList(1, ases.size())) {
        if (!seen.add(ia)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int lexicographic(List<AsInterface> one, List<AsInterface> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
