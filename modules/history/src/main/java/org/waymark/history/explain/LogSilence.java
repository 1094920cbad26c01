package org.waymark.history.explain;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.waymark.history.Moment;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;

/**
 * A period of more than three ticks without a record in {@code .events}, around a given moment. As
 * long as any replica is running and reaches the log, a tick is recorded every 10 s.
 *
 * @param lastOffset the offset of the last record before the moment
 * @param lastMs the record time of that record, in Unix milliseconds
 */
record LogSilence(long lastOffset, long lastMs) {
  private static final long TICK_MS = TimeUnit.SECONDS.toMillis(10);
  private static final long SILENT_MS = 3 * TICK_MS;

  /**
   * {@return the silence around a moment; empty if there was none, or if the next tick was not yet
   * due at the moment}
   */
  static Optional<LogSilence> at(HistoryView history, Moment moment) {
    if (moment.next() == 0) {
      return Optional.empty();
    }
    long untilMs =
        history.record(moment.next()).map(RecordSummary::recordTimeMs).orElse(moment.clockMs());
    return history
        .record(moment.next() - 1)
        .map(RecordSummary::recordTimeMs)
        .filter(lastMs -> moment.clockMs() - lastMs > TICK_MS)
        .filter(lastMs -> Math.max(untilMs, moment.clockMs()) - lastMs > SILENT_MS)
        .map(lastMs -> new LogSilence(moment.next() - 1, lastMs));
  }

  /** {@return a description of the silence, for use within a sentence} */
  String text() {
    return ("the history has no records between %s (offset %d) and this moment, although a"
            + " running replica records a tick every 10 s")
        .formatted(AuditFindings.time(lastMs), lastOffset);
  }
}
