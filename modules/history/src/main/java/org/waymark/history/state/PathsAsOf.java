package org.waymark.history.state;

import java.util.List;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;

/**
 * The paths over the segments that were stored at a moment, except those over an interface that was
 * revoked at that moment.
 *
 * @param paths the paths, those with the fewest links first
 * @param truncated whether some paths were left out because of the bounds
 */
public record PathsAsOf(List<EndToEndPath> paths, boolean truncated) {
  public PathsAsOf {
    paths = List.copyOf(paths);
  }

  /** Finds the paths from one AS to another at a moment. */
  public static PathsAsOf of(
      HistoryView history, Moment moment, IsdAs source, IsdAs destination, QueryBounds bounds) {
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    PairSegments pair = new PairSegments(view, moment, source, destination, List.of(), bounds);
    boolean[] isOver = {false};
    List<EndToEndPath> paths =
        pair.joined(
            path -> {
              isOver[0] |= bounds.isTimeOver().getAsBoolean();
              return !isOver[0] && pair.revoked(path).isEmpty();
            },
            bounds.results() + 1);
    return new PathsAsOf(
        paths.subList(0, Math.min(paths.size(), bounds.results())),
        isOver[0] || paths.size() > bounds.results());
  }
}
