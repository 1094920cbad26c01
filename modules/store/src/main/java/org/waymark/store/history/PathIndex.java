package org.waymark.store.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
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
 * Finds the paths in all records by their ends, ids or interfaces, including paths that were never
 * stored.
 */
final class PathIndex {
  private final RowSnapshot rows;

  PathIndex(RowSnapshot rows) {
    this.rows = rows;
  }

  /**
   * {@return the paths with the requested ends in all records, including those that had no effect,
   * in key order}
   *
   * @param limit the maximum number of results
   */
  List<SegmentKey> segments(SegmentQuery query, int limit) {
    return SegmentSearch.keys(
        query,
        (family, prefix, visitor) ->
            rows.scan(
                Family.PAST_BY_END,
                HistoryKeys.pastByEnd(family, prefix),
                (key, nothing) -> visitor.row(HistoryKeys.keyOfPastByEnd(key), nothing)),
        limit);
  }

  /**
   * {@return the paths in all records, including those that had no effect, whose ids begin with
   * these hexadecimal digits, in key order}
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

  /** {@return all paths that have used the interface, in key order} */
  List<SegmentKey> segmentsUsing(IsdAs ia, long interfaceId) {
    List<SegmentKey> found = new ArrayList<>();
    rows.scan(
        Family.PAST_BY_INTERFACE,
        Keys.iaInterface(ia, interfaceId),
        (key, nothing) -> found.add(Keys.segment(HistoryKeys.segmentOfPastByInterface(key))));
    return List.copyOf(found);
  }

  /**
   * {@return the ASes with interfaces that paths have used, or that revocations or reports have
   * named, in order}
   */
  List<IsdAs> ases() {
    return subjects(Keys.NONE, 1, subject -> new IsdAs(subject.getLong()));
  }

  /**
   * {@return the interfaces of the AS that paths have used, or that revocations or reports have
   * named, in order}
   */
  List<AsInterface> interfaces(IsdAs ia) {
    return subjects(
        Keys.number(ia.value()),
        2,
        subject -> new AsInterface(new IsdAs(subject.getLong()), subject.getLong()));
  }

  /**
   * Reads one row for each subject that begins with a prefix.
   *
   * @param numbers the length of a subject, counted in 8-byte numbers
   */
  private <T> List<T> subjects(byte[] prefix, int numbers, Function<ByteBuffer, T> decode) {
    SortedSet<T> found = new TreeSet<>();
    add(Family.PAST_BY_INTERFACE, Keys.NONE, prefix, numbers, decode, found);
    for (Family family : List.of(Family.REVOCATIONS, Family.INTERFACE_DOWN)) {
      byte[] lead = HistoryKeys.pastRow(family, Keys.NONE);
      byte[] start = HistoryKeys.pastRow(family, prefix);
      add(Family.PAST_ROWS, lead, start, numbers, decode, found);
    }
    return List.copyOf(found);
  }

  private <T> void add(
      Family family,
      byte[] lead,
      byte[] start,
      int numbers,
      Function<ByteBuffer, T> decode,
      SortedSet<T> found) {
    int length = lead.length + numbers * Long.BYTES;
    rows.firstOfEach(
        family,
        start,
        key -> Arrays.copyOf(key, length),
        (key, value) -> {
          found.add(decode.apply(ByteBuffer.wrap(key, lead.length, key.length - lead.length)));
          return true;
        });
  }
}
