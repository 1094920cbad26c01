package org.waymark.history.state;

import java.util.ArrayList;
import java.util.List;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * The segments that a replica would have answered with at a moment: stored, valid and not hidden.
 *
 * @param segments by type; fewest hops first, then latest expiry, then id
 * @param truncated whether the bounds left some out
 */
public record SegmentsAsOf(List<StoredSegment> segments, boolean truncated) {
  public SegmentsAsOf {
    segments = List.copyOf(segments);
  }

  /** {@return the segments at a moment that a filter selects} */
  public static SegmentsAsOf of(
      HistoryView history, Moment moment, SegmentFilter filter, QueryBounds bounds) {
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    boolean crossesAny = filter.crosses(List.of());
    List<StoredSegment> found = new ArrayList<>();
    for (SegmentQuery query : filter.queries()) {
      // One more than wanted shows whether there are more; what a segment crosses is only known
      // once it is read.
      int limit = crossesAny ? bounds.results() + 1 - found.size() : Integer.MAX_VALUE;
      view.segments(query, moment.clockMs(), limit).stream()
          .filter(stored -> filter.crosses(stored.segment().hops()))
          .forEach(found::add);
      if (found.size() > bounds.results()) {
        return new SegmentsAsOf(found.subList(0, bounds.results()), true);
      }
      if (bounds.isTimeOver().getAsBoolean()) {
        return new SegmentsAsOf(found, true);
      }
    }
    return new SegmentsAsOf(found, false);
  }
}
