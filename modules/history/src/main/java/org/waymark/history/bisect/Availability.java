package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.List;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;

/**
 * When there was a path from one AS to another between two moments. The clock goes as in {@link
 * Bisection}.
 *
 * @param atFrom whether there was a path at the first moment
 * @param changes the changes afterwards, in order
 * @param omitted how many later changes are not listed because of the bounds
 * @param truncated whether the time for the answer was over before the second moment was reached;
 *     what happened after the last change is unknown then
 */
public record Availability(boolean atFrom, List<Flip> changes, int omitted, boolean truncated) {
  public Availability {
    changes = List.copyOf(changes);
  }

  /**
   * Follows the paths between two ASes from one moment to another.
   *
   * @throws IllegalArgumentException if the second moment is before the first
   */
  public static Availability of(
      HistoryView history, Moment from, Moment to, Condition.PathExists pair, QueryBounds bounds) {
    List<Flip> changes = new ArrayList<>();
    int[] omitted = {0};
    Timeline.Ends ends =
        Bisection.flips(
            history,
            from,
            to,
            pair,
            bounds.isTimeOver(),
            flip -> {
              if (changes.size() < bounds.results()) {
                changes.add(flip);
              } else {
                omitted[0]++;
              }
            });
    return new Availability(ends.atFrom(), changes, omitted[0], ends.truncated());
  }
}
