package org.waymark.history.state;

import java.util.List;
import org.waymark.history.Moment;
import org.waymark.log.Topic;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Row;

/**
 * The TRCs and certificate chains that had been accepted at a moment, whether or not they were
 * still valid.
 *
 * @param rows the TRCs, followed by the chains; each kind is ordered by subject and version
 */
public record TrustAsOf(List<Row.Trust> rows) {
  public TrustAsOf {
    rows = List.copyOf(rows);
  }

  /** Finds the trust material that had been accepted at a moment. */
  public static TrustAsOf of(HistoryView history, Moment moment) {
    return new TrustAsOf(
        history.asOf(moment.next(), moment.clockMs()).rows(Topic.TRUST).stream()
            .map(Row.Trust.class::cast)
            .toList());
  }
}
