package org.waymark.history.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.view.ReadView;
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
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    List<StoredRevocation> found = new ArrayList<>();
    boolean whole =
        visit(
            history,
            ia,
            bounds,
            one ->
                view.revocations(one.ia(), one.id()).stream()
                    .filter(stored -> ended || stored.expiryMs() > moment.clockMs())
                    .forEach(found::add));
    found.sort(ORDER);
    boolean tooMany = found.size() > bounds.results();
    return new RevocationsAsOf(
        tooMany ? found.subList(0, bounds.results()) : found, tooMany || !whole);
  }

  /**
   * Visits the interfaces of the ASes one by one.
   *
   * @return whether there was time for all of them
   */
  private static boolean visit(
      HistoryView history, IsdAs ia, QueryBounds bounds, Consumer<AsInterface> visitor) {
    for (IsdAs issuer : history.ases()) {
      if (!SegmentQuery.matches(ia, issuer)) {
        continue;
      }
      for (AsInterface one : history.interfaces(issuer)) {
        if (bounds.isTimeOver().getAsBoolean()) {
          return false;
        }
        visitor.accept(one);
      }
    }
    return true;
  }
}
