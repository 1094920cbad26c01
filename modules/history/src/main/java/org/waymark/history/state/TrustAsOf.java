package org.waymark.history.state;

import java.util.List;
import org.waymark.history.Moment;
import org.waymark.log.Topic;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Row;

/**
 * The TRCs and certificate chains that were accepted by a moment, valid or not.
 *
 * @param rows TRCs first, each kind by subject and version
 */
public record TrustAsOf(List<Row.Trust> rows) {
  public TrustAsOf {
    rows = List.copyOf(rows);
  }

  /** {@return the trust material at a moment} */
  public static TrustAsOf of(HistoryView history, Moment moment) {
    return new TrustAsOf(
        history.asOf(moment.next(), moment.clockMs()).rows(Topic.TRUST).stream()
            .map(Row.Trust.class::cast)
            .toList());
  }
}
