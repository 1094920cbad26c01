package org.waymark.history.debug;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.waymark.history.Moment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.history.PastVersions.Next;
import org.waymark.store.history.Tick;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/**
 * A summary of what is stored in the state at a moment.
 *
 * @param lastTick the last effective tick before the moment
 * @param stored the number of segments of each type
 * @param valid the number of segments of each type that have not expired
 * @param rows the number of rows of each other kind
 * @param truncated whether segments were left out because the time ran out
 */
public record StateSummary(
    Moment moment,
    Tick lastTick,
    Map<SegmentType, Long> stored,
    Map<SegmentType, Long> valid,
    Map<RowKind, Long> rows,
    boolean truncated) {
  /** Summarizes the state at a moment, which the history must cover. */
  public static StateSummary of(HistoryView history, Moment moment, BooleanSupplier isTimeOver) {
    PastVersions versions = history.versions(moment.next());
    Map<SegmentType, Long> stored = new LinkedHashMap<>();
    Map<SegmentType, Long> valid = new LinkedHashMap<>();
    boolean[] over = {false};
    for (SegmentType type : SegmentType.values()) {
      stored.put(type, 0L);
      valid.put(type, 0L);
      versions.scan(
          type,
          IsdAs.NONE,
          IsdAs.NONE,
          (first, last, key, version) -> {
            version.ifPresent(
                one -> {
                  stored.merge(type, 1L, Long::sum);
                  valid.merge(type, one.endMs() > moment.clockMs() ? 1L : 0L, Long::sum);
                });
            over[0] |= isTimeOver.getAsBoolean();
            return over[0] ? Next.NOWHERE : Next.PATH;
          });
    }
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    Map<RowKind, Long> rows = new LinkedHashMap<>();
    for (RowKind kind : RowKind.values()) {
      if (kind != RowKind.SEGMENT) {
        rows.put(kind, (long) view.rows(kind).size());
      }
    }
    return new StateSummary(moment, history.lastTick(moment.next()), stored, valid, rows, over[0]);
  }
}
