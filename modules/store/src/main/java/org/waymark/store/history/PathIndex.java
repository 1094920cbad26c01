package org.waymark.store.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.view.SegmentSearch;

/**
 * Finds paths in all records by their ends, by their ids and by their interfaces, whatever became
 * of them.
 */
final class PathIndex {
  private final RowSnapshot rows;

  PathIndex(RowSnapshot rows) {
    this.rows = rows;
  }

  /**
   * {@return the paths with the requested ends in all records, including those that had no effect,
   * in the order of keys}
   */
  List<SegmentKey> segments(SegmentQuery query) {
    return SegmentSearch.keys(
        query,
        (family, prefix, visitor) ->
            rows.scan(
                Family.PAST_BY_END,
                HistoryKeys.pastByEnd(family, prefix),
                (key, nothing) -> visitor.row(HistoryKeys.keyOfPastByEnd(key), nothing)));
  }

  /**
   * {@return the paths in all records, including those that had no effect, whose ids begin with
   * these hexadecimal digits, in the order of keys}
   *
   * @param digits an even number of digits
   * @param limit the maximum number of results
   */
  List<SegmentKey> segments(String digits, int limit) {
    byte[] id = HexFormat.of().parseHex(digits);
    List<SegmentKey> found = new ArrayList<>();
    for (SegmentFormat format : SegmentFormat.values()) {
      for (SegmentType type : SegmentType.values()) {
        rows.firstOfEach(
            Family.HISTORY,
            Keys.segmentPrefix(format, type, id),
            HistoryKeys::segmentOfChange,
            (change, latest) -> {
              if (found.size() < limit) {
                found.add(Keys.segment(HistoryKeys.segmentOfChange(change)));
              }
              return found.size() < limit;
            });
      }
    }
    return List.copyOf(found);
  }

  /** {@return all paths that have used the interface, in the order of keys} */
  List<SegmentKey> segmentsUsing(IsdAs ia, long interfaceId) {
    List<SegmentKey> found = new ArrayList<>();
    rows.scan(
        Family.PAST_BY_INTERFACE,
        Keys.iaInterface(ia, interfaceId),
        (key, nothing) -> found.add(Keys.segment(HistoryKeys.segmentOfPastByInterface(key))));
    return List.copyOf(found);
  }

  /** {@return the interfaces of the AS that paths have used or revocations have named, in order} */
  List<AsInterface> interfaces(IsdAs ia) {
    SortedSet<AsInterface> found = new TreeSet<>();
    byte[] prefix = Keys.number(ia.value());
    addInterfaces(ia, Family.PAST_BY_INTERFACE, Keys.NONE, prefix, found);
    byte[] revocations = HistoryKeys.pastRow(Family.REVOCATIONS, Keys.NONE);
    addInterfaces(
        ia, Family.PAST_ROWS, revocations, HistoryKeys.pastRow(Family.REVOCATIONS, prefix), found);
    return List.copyOf(found);
  }

  private void addInterfaces(
      IsdAs ia, Family family, byte[] lead, byte[] prefix, SortedSet<AsInterface> found) {
    rows.firstOfEach(
        family,
        prefix,
        key -> Arrays.copyOf(key, lead.length + 2 * Long.BYTES),
        (key, value) -> {
          found.add(new AsInterface(ia, ByteBuffer.wrap(key).getLong(lead.length + Long.BYTES)));
          return true;
        });
  }
}
