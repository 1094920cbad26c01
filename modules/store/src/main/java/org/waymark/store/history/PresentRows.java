package org.waymark.store.history;

import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowSnapshot;

/** Reads the rows of the current state from the history tables instead of the state tables. */
public final class PresentRows {
  private PresentRows() {}

  /**
   * {@return the rows that result from applying all records; the tables {@code ends} and {@code
   * positions} are not reconstructed}
   *
   * @param rows all rows, including history; closed by the caller
   * @param now the current positions, as stored in these rows
   */
  public static RowReader of(RowSnapshot rows, Positions now, long aheadMs) {
    Tick last =
        rows.firstFrom(Family.TICKS, Keys.NONE)
            .map(row -> new Tick(HistoryKeys.invertedOffset(row.key()), Keys.number(row.value())))
            .orElse(Tick.NONE);
    AsOf asOf = new AsOf(next(now, Topic.EVENTS), next(now, Topic.TRUST), last);
    return new PastRows(rows, asOf, new RowEnds(aheadMs));
  }

  private static long next(Positions now, Topic topic) {
    return now.position(topic).map(Position::nextOffset).orElse(0L);
  }
}
