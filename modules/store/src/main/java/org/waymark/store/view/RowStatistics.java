package org.waymark.store.view;

import java.util.EnumMap;
import java.util.Map;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.VersionBytes;
import org.waymark.wire.event.TrustKind;

/**
 * Row counts and sizes of a state.
 *
 * @param segments the number and size of segment rows by type; every type has an entry
 * @param revocations the number and size of revocation rows; a revocation has one or two rows
 * @param interfaces the number of entries in the by-interface index, which has one for each pair of
 *     an interface and a segment
 * @param trcs the number of TRCs
 * @param chains the number of certificate chains
 */
public record RowStatistics(
    Map<SegmentType, Size> segments, Size revocations, long interfaces, long trcs, long chains) {
  /**
   * The number and size of some rows.
   *
   * @param bytes the total size of keys and values, including the bytes of segments
   */
  public record Size(long rows, long bytes) {
    static final Size NONE = new Size(0, 0);

    private Size plus(int rowBytes) {
      return new Size(rows + 1, bytes + rowBytes);
    }
  }

  public RowStatistics {
    segments = Map.copyOf(segments);
  }

  /** Computes the statistics by scanning all rows. */
  static RowStatistics of(RowReader rows) {
    Map<SegmentType, Size> segments = new EnumMap<>(SegmentType.class);
    for (SegmentType type : SegmentType.values()) {
      segments.put(type, Size.NONE);
    }
    rows.scan(
        Family.SEGMENTS,
        Keys.NONE,
        (key, value) -> {
          int bytes = VersionBytes.of(rows, new SegmentValue(value).offset()).bytes().size();
          segments.computeIfPresent(
              Keys.segment(key).type(),
              (type, size) -> size.plus(key.length + value.length + bytes));
          return true;
        });
    return new RowStatistics(
        segments,
        size(rows, Family.REVOCATIONS, Keys.NONE),
        size(rows, Family.BY_INTERFACE, Keys.NONE).rows(),
        size(rows, Family.TRUST, prefix(TrustKind.TRC)).rows(),
        size(rows, Family.TRUST, prefix(TrustKind.CHAIN)).rows());
  }

  private static byte[] prefix(TrustKind kind) {
    return new byte[] {(byte) kind.number()};
  }

  private static Size size(RowReader rows, Family family, byte[] prefix) {
    Size[] size = {Size.NONE};
    rows.scan(
        family,
        prefix,
        (key, value) -> {
          size[0] = size[0].plus(key.length + value.length);
          return true;
        });
    return size[0];
  }
}
