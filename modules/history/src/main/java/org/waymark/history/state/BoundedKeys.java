package org.waymark.history.state;

import java.util.List;
import org.waymark.history.QueryBounds;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;

/** Lists the keys of segments, up to a maximum number over all calls. Not thread-safe. */
final class BoundedKeys {
  private int left;
  private boolean tooMany;

  BoundedKeys(QueryBounds bounds) {
    left = bounds.items();
  }

  /** {@return the keys for a query, or only the first ones if there are too many} */
  List<SegmentKey> of(HistoryView history, SegmentQuery query) {
    // Reading one more than allowed shows whether there are more.
    List<SegmentKey> found = history.segments(query, left == Integer.MAX_VALUE ? left : left + 1);
    if (found.size() > left) {
      tooMany = true;
      found = found.subList(0, left);
    }
    left -= found.size();
    return found;
  }

  /** {@return whether keys were left out} */
  boolean areTooMany() {
    return tooMany;
  }
}
