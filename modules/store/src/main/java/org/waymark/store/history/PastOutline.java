package org.waymark.store.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.OutlineChunk;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.StoredRow;
import org.waymark.store.row.VersionPointer;

/**
 * Finds all versions that were stored before a record, from the last outline before it and the
 * events since then. It reads rows sequentially and does not use the table history, so it is much
 * faster than one lookup for each path.
 */
final class PastOutline {
  private final RowSnapshot rows;
  private final AsOf asOf;
  private final int most;
  private final List<VersionPointer> before = new ArrayList<>();
  private final Map<ByteString, VersionPointer> since = new HashMap<>();
  private final Map<ByteString, Long> killed = new HashMap<>();
  private long begin;

  private PastOutline(RowSnapshot rows, AsOf asOf, int most) {
    this.rows = rows;
    this.asOf = asOf;
    this.most = most;
  }

  /**
   * Finds the versions.
   *
   * @param first the offset of the first record whose effects are known
   * @param most the maximum number of versions to keep in memory
   * @return the versions in key order; empty if there are too many
   */
  static Optional<List<VersionPointer>> of(RowSnapshot rows, AsOf asOf, long first, int most) {
    if (asOf.next() == 0) {
      return Optional.of(List.of());
    }
    PastOutline outline = new PastOutline(rows, asOf, most);
    return outline.readBefore(first) && outline.readSince()
        ? Optional.of(outline.merged())
        : Optional.empty();
  }

  /** {@return whether there was room} */
  private boolean readBefore(long first) {
    Optional<StoredRow> found =
        rows.firstFrom(Family.OUTLINES, HistoryKeys.outline(asOf.next() - 1))
            .filter(row -> HistoryKeys.offsetOfOutline(row.key()) >= first);
    if (found.isEmpty()) {
      begin = first;
      return true;
    }
    begin = HistoryKeys.offsetOfOutline(found.get().key());
    rows.scan(
        Family.OUTLINES,
        HistoryKeys.outline(begin),
        (key, value) -> {
          OutlineChunk.read(value, version -> addBefore(version, first));
          return before.size() <= most;
        });
    return before.size() <= most;
  }

  private void addBefore(VersionPointer version, long first) {
    // Versions of forgotten records have ended before any state that is still known.
    if (version.offset() >= first) {
      before.add(version);
    }
  }

  /** {@return whether there was room} */
  private boolean readSince() {
    rows.scanFrom(
        Family.EVENTS,
        Keys.number(begin),
        (key, value) -> {
          long offset = Keys.number(key);
          if (offset >= asOf.next() || since.size() > most) {
            return false;
          }
          RecordSummary.stored(offset, value)
              .ifPresent(version -> since.put(ByteString.owning(version.segment()), version));
          return true;
        });
    rows.scanFrom(
        Family.KILLS,
        Keys.number(begin),
        (key, nothing) -> {
          long offset = Keys.number(key);
          if (offset >= asOf.next() || killed.size() > most) {
            return false;
          }
          killed.put(ByteString.owning(HistoryKeys.segmentOfRecord(key)), offset);
          return true;
        });
    return since.size() <= most && killed.size() <= most;
  }

  private List<VersionPointer> merged() {
    List<VersionPointer> found = new ArrayList<>(before.size());
    for (VersionPointer version : before) {
      VersionPointer later = since.remove(ByteString.owning(version.segment()));
      add(later == null ? version : later, found);
    }
    if (!since.isEmpty()) {
      since.values().forEach(version -> add(version, found));
      found.sort(VersionPointer.BY_PATH);
    }
    return found;
  }

  private void add(VersionPointer version, List<VersionPointer> found) {
    Long kill = killed.isEmpty() ? null : killed.get(ByteString.owning(version.segment()));
    if (version.endMs() > asOf.lastTick().timeMs() && (kill == null || kill < version.offset())) {
      found.add(version);
    }
  }
}
