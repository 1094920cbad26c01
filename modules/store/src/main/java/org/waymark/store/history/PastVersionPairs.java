package org.waymark.store.history;

import java.util.Optional;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredRow;

/**
 * The versions of paths that were stored before one record and before a later record, without their
 * bytes. The versions can be read until the {@link HistoryView} is closed.
 */
public final class PastVersionPairs {
  /** The number of rows up to which reading them in order is faster than a second search. */
  private static final int NEAR = 8;

  private final RowSnapshot rows;
  private final AsOf earlier;
  private final AsOf later;

  PastVersionPairs(RowSnapshot rows, AsOf earlier, AsOf later) {
    this.rows = rows;
    this.earlier = earlier;
    this.later = later;
  }

  /**
   * The versions of a path, which may have expired.
   *
   * @param before the version that was stored before the earlier record
   * @param after the version that was stored before the later record
   */
  public record Pair(Optional<SegmentValue> before, Optional<SegmentValue> after) {}

  /** {@return the stored versions of the path} */
  public Pair of(SegmentKey key) {
    byte[] segment = Keys.segment(key);
    Nearby nearby = new Nearby(HistoryKeys.changes(segment, true));
    if (later.next() > 0) {
      rows.scanFrom(
          Family.HISTORY, HistoryKeys.change(segment, true, later.next() - 1), nearby::row);
    }
    Optional<StoredRow> before = nearby.isTooFar ? before(segment) : nearby.before;
    return new Pair(version(before, earlier), version(nearby.after, later));
  }

  private Optional<StoredRow> before(byte[] segment) {
    return earlier.next() == 0
        ? Optional.empty()
        : rows.firstFrom(
            Family.HISTORY,
            HistoryKeys.change(segment, true, earlier.next() - 1),
            HistoryKeys.changes(segment, true));
  }

  private static Optional<SegmentValue> version(Optional<StoredRow> row, AsOf asOf) {
    return row.flatMap(change -> SegmentChange.version(change.value()))
        .filter(version -> version.endMs() > asOf.lastTick().timeMs());
  }

  /** The changes of a path before the later record, latest first. */
  private final class Nearby {
    private final byte[] prefix;
    private Optional<StoredRow> after = Optional.empty();
    private Optional<StoredRow> before = Optional.empty();
    private boolean isTooFar;
    private int read;

    Nearby(byte[] prefix) {
      this.prefix = prefix;
    }

    /** {@return whether to continue} */
    boolean row(byte[] key, byte[] value) {
      if (!Prefixes.has(key, prefix)) {
        return false;
      }
      if (read == 0) {
        after = Optional.of(new StoredRow(key, value));
      }
      if (HistoryKeys.invertedOffset(key) < earlier.next()) {
        before = Optional.of(new StoredRow(key, value));
        return false;
      }
      read++;
      isTooFar = read == NEAR;
      return !isTooFar;
    }
  }
}
