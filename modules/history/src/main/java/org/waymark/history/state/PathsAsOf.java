package org.waymark.history.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * The paths that the stored segments made at a moment, without those over an interface that was
 * revoked then.
 *
 * <p>A log holds the UP segments of its own AS only. For another source, its DOWN segments serve:
 * they describe the same routes.
 *
 * @param paths fewest links first
 * @param truncated whether the bounds left some out
 */
public record PathsAsOf(List<EndToEndPath> paths, boolean truncated) {
  public PathsAsOf {
    paths = List.copyOf(paths);
  }

  /** {@return the paths from one AS to another at a moment} */
  public static PathsAsOf of(
      HistoryView history, Moment moment, IsdAs source, IsdAs destination, QueryBounds bounds) {
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    List<EndToEndPath> all =
        Combination.paths(
            source,
            destination,
            segments(view, source, destination, moment.clockMs()),
            moment.clockMs(),
            Integer.MAX_VALUE);
    List<EndToEndPath> paths = new ArrayList<>();
    Map<AsInterface, Set<ByteString>> revoked = new LinkedHashMap<>();
    for (EndToEndPath path : all) {
      if (isUsable(path, revoked, view, moment.clockMs())) {
        if (paths.size() == bounds.results() || bounds.isTimeOver().getAsBoolean()) {
          return new PathsAsOf(paths, true);
        }
        paths.add(path);
      }
    }
    return new PathsAsOf(paths, false);
  }

  private static SegmentSet segments(ReadView view, IsdAs source, IsdAs destination, long clockMs) {
    Map<ByteString, PathSegment> up = new LinkedHashMap<>();
    endingAt(view, SegmentType.UP, source, clockMs).forEach(one -> up.put(one.bytes(), one));
    endingAt(view, SegmentType.DOWN, source, clockMs).forEach(one -> up.put(one.bytes(), one));
    Collection<PathSegment> down = endingAt(view, SegmentType.DOWN, destination, clockMs);
    // A path through the core enters it where an UP segment starts, or at the source.
    Set<IsdAs> entries = firstAses(up.values(), source);
    Set<IsdAs> exits = firstAses(down, destination);
    List<PathSegment> core = new ArrayList<>();
    for (IsdAs exit : exits) {
      for (IsdAs entry : entries) {
        core.addAll(find(view, new SegmentQuery(SegmentType.CORE, exit, entry), clockMs));
      }
    }
    return new SegmentSet(List.copyOf(up.values()), core, List.copyOf(down));
  }

  private static Set<IsdAs> firstAses(Collection<PathSegment> segments, IsdAs end) {
    Set<IsdAs> found = new HashSet<>(Set.of(end));
    segments.forEach(one -> found.add(one.firstIa()));
    return found;
  }

  private static Collection<PathSegment> endingAt(
      ReadView view, SegmentType type, IsdAs last, long clockMs) {
    return find(view, new SegmentQuery(type, IsdAs.NONE, last), clockMs);
  }

  private static List<PathSegment> find(ReadView view, SegmentQuery query, long clockMs) {
    return view.segments(query, clockMs, Integer.MAX_VALUE).stream()
        .map(StoredSegment::segment)
        .toList();
  }

  private static boolean isUsable(
      EndToEndPath path, Map<AsInterface, Set<ByteString>> revoked, ReadView view, long clockMs) {
    return path.interfaces().stream()
        .noneMatch(
            one -> {
              Set<ByteString> roots =
                  revoked.computeIfAbsent(one, end -> revokedRoots(end, view, clockMs));
              return path.parts().stream()
                  .flatMap(part -> part.segment().hops().stream())
                  .anyMatch(hop -> hop.ia().equals(one.ia()) && roots.contains(hop.root()));
            });
  }

  private static Set<ByteString> revokedRoots(AsInterface one, ReadView view, long clockMs) {
    Set<ByteString> roots = new HashSet<>();
    view.revocations(one.ia(), one.id()).stream()
        .filter(revocation -> revocation.expiryMs() > clockMs)
        .forEach(revocation -> roots.add(revocation.connectedRoot()));
    return roots;
  }
}
