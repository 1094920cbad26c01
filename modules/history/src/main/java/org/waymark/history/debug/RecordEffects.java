package org.waymark.history.debug;

import java.util.List;
import java.util.Optional;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.RecordSummary;

/**
 * What one record did.
 *
 * @param source where the record came from; known only if it was about a segment, or killed one
 * @param changes in the order of the tree
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
   * Finds out what the record at an offset did. For a tick this reads the whole state before it.
   *
   * @return empty if the effect of the record is not known
   */
  public static Optional<RecordEffects> of(HistoryView history, long offset, QueryBounds bounds) {
    return history
        .record(offset)
        .map(record -> new EffectsReader(history, offset, bounds).read(record));
  }
}
