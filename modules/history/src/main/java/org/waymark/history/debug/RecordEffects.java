package org.waymark.history.debug;

import java.util.List;
import java.util.Optional;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.RecordSummary;

/**
 * The effects of one record.
 *
 * @param source the source of the record, which is known only if the record contained a segment or
 *     killed one
 * @param changes the changes, in the order of the tree
 * @param truncated whether changes were left out because of the bounds
 */
public record RecordEffects(
    long offset,
    long recordTimeMs,
    RecordSummary.Effect effect,
    Optional<EventSource> source,
    List<KeyChange> changes,
    boolean truncated) {
  public RecordEffects {
    changes = List.copyOf(changes);
  }

  /**
   * Determines the effects of the record at an offset. For a tick, this reads the whole state
   * before the tick.
   *
   * @return the effects; empty if they are not known
   */
  public static Optional<RecordEffects> of(HistoryView history, long offset, QueryBounds bounds) {
    return history
        .record(offset)
        .map(record -> new EffectsReader(history, offset, bounds).read(record));
  }
}
