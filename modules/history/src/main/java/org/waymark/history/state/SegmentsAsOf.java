package org.waymark.history.state;

import java.util.ArrayList;
import java.util.List;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * The segments that a replica would have used in its answers at a moment: those that were stored,
 * valid and not hidden.
 *
 * @param segments the segments, ordered by type, then fewest hops, latest expiry and id
 * @param truncated whether some segments were left out because of the bounds
 */
public record SegmentsAsOf(List<StoredSegment> segments, boolean truncated) {
  public SegmentsAsOf {
    segments = List.copyOf(segments);
  }

  /** Finds the segments that a filter selected at a moment. */
  public static SegmentsAsOf of(
      HistoryView history, Moment moment, SegmentFilter filter, QueryBounds bounds) {
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    List<StoredSegment> found = new ArrayList<>();
    for (SegmentQuery query : filter.queries()) {
      if (filter.crossesAny()) {
        // One more segment than requested is read in order to find out whether there are more.
        found.addAll(view.segments(query, moment.clockMs(), bounds.results() + 1 - found.size()));
      } else {
        found.addAll(crossing(history, view, moment, query, filter, bounds));
      }
      if (found.size() > bounds.results()) {
        return new SegmentsAsOf(found.subList(0, bounds.results()), true);
      }
      if (bounds.isTimeOver().getAsBoolean()) {
        return new SegmentsAsOf(found, true);
      }
    }
    return new SegmentsAsOf(found, false);
  }

  /**
   * Finds the segments that cross the ISD and the AS. The hops of all paths with the type and ends
   * are examined, but bytes are read only for matching segments. The index by interface would be
   * faster for an AS, but it lacks paths that name no interface in that AS, and it cannot be used
   * for an ISD.
   */
  private static List<StoredSegment> crossing(
      HistoryView history,
      ReadView view,
      Moment moment,
      SegmentQuery query,
      SegmentFilter filter,
      QueryBounds bounds) {
    PastVersions versions = history.versions(moment.next());
    List<StoredSegment> found = new ArrayList<>();
    for (SegmentKey key : history.segments(query)) {
      if (bounds.isTimeOver().getAsBoolean()) {
        break;
      }
      if (versions.of(key).filter(version -> filter.crosses(version.hops())).isPresent()) {
        view.live(key, moment.clockMs()).ifPresent(found::add);
      }
    }
    found.sort(StoredSegment.BEST_FIRST);
    return found;
  }
}
