package org.waymark.history.state;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.view.StoredRevocation;

/**
 * The revocations that were stored at a moment.
 *
 * @param revocations the revocations, one for each stored side, earliest first
 * @param truncated whether some revocations were left out because of the bounds
 */
public record RevocationsAsOf(List<StoredRevocation> revocations, boolean truncated) {
  private static final Comparator<StoredRevocation> ORDER =
      Comparator.comparingLong(StoredRevocation::offset).thenComparing(StoredRevocation::side);

  public RevocationsAsOf {
    revocations = List.copyOf(revocations);
  }

  /**
   * Finds the revocations that were stored at a moment.
   *
   * @param ia the AS that issued them, with the wildcards of a query
   * @param ended whether to include revocations that no longer kill segments
   */
  public static RevocationsAsOf of(
      HistoryView history, Moment moment, IsdAs ia, boolean ended, QueryBounds bounds) {
    Stream<StoredRevocation> stored =
        history.asOf(moment.next(), moment.clockMs()).revocations().stream()
            .filter(one -> SegmentQuery.matches(ia, one.revocation().ia()))
            .filter(one -> ended || one.expiryMs() > moment.clockMs())
            .sorted(ORDER);
    List<StoredRevocation> found = stored.toList();
    boolean tooMany = found.size() > bounds.results();
    return new RevocationsAsOf(tooMany ? found.subList(0, bounds.results()) : found, tooMany);
  }
}
