package org.waymark.store.history;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentValue;

/**
 * Remembers the last changes of paths before one record. For the state before a record nearby, only
 * the paths that the records in between changed are looked up again. A step from record to record
 * therefore takes one lookup, however many paths are viewed.
 *
 * <p>Used by one thread at a time.
 */
final class RememberedVersions {
  /**
   * The maximum number of records to read in order to find out which remembered versions are still
   * correct.
   */
  private static final long NEAR = 256;

  /** The maximum number of paths; an entry takes about 500 bytes. */
  private static final int MOST = 4_096;

  private final RowSnapshot rows;
  private final Map<ByteString, Optional<SegmentValue>> versions = new HashMap<>();
  private long next;

  RememberedVersions(RowSnapshot rows) {
    this.rows = rows;
  }

  /**
   * {@return the version that the last change before a record stored, which may have expired or
   * been removed by a tick}
   *
   * @param segment the segments key of the path
   * @param before the offset of the record
   * @param lookup looks the version up
   */
  Optional<SegmentValue> of(byte[] segment, long before, Supplier<Optional<SegmentValue>> lookup) {
    moveTo(before);
    ByteString key = ByteString.owning(segment);
    Optional<SegmentValue> known = versions.get(key);
    if (known != null) {
      return known;
    }
    Optional<SegmentValue> found = lookup.get();
    if (versions.size() < MOST) {
      versions.put(key, found);
    }
    return found;
  }

  private void moveTo(long before) {
    if (before == next) {
      return;
    }
    long from = Math.min(before, next);
    long to = Math.max(before, next);
    next = before;
    if (to - from > NEAR) {
      versions.clear();
    } else if (!versions.isEmpty()) {
      forgetChanged(from, to);
    }
  }

  private void forgetChanged(long from, long to) {
    rows.scanFrom(
        Family.EVENTS,
        Keys.number(from),
        (key, value) -> {
          boolean isBetween = Keys.number(key) < to;
          if (isBetween) {
            RecordSummary record = RecordSummary.decode(value);
            if (record.effect().changesState()) {
              versions.remove(ByteString.owning(record.subject()));
            }
          }
          return isBetween;
        });
    rows.scanFrom(
        Family.KILLS,
        Keys.number(from),
        (key, nothing) -> {
          boolean isBetween = Keys.number(key) < to;
          if (isBetween) {
            versions.remove(ByteString.owning(HistoryKeys.segmentOfRecord(key)));
          }
          return isBetween;
        });
  }
}
