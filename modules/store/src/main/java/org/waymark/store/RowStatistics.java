package org.waymark.store;

import java.util.EnumMap;
import java.util.Map;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.TrustKind;

/**
 * How much a state holds.
 *
 * @param segments by type, each of them named
 * @param revocations rows, of which a revocation has one or two
 * @param interfaces by which segments can be found when one is revoked, one for each interface and
 *     segment
 */
public record RowStatistics(
    Map<SegmentType, Size> segments, Size revocations, long interfaces, long trcs, long chains) {
  /**
   * A number of rows.
   *
   * @param bytes of their keys and values
   */
  public record Size(long rows, long bytes) {
    static final Size NONE = new Size(0, 0);

    private Size plus(byte[] key, byte[] value) {
      return new Size(rows + 1, bytes + key.length + value.length);
    }
  }

  public RowStatistics {
    segments = Map.copyOf(segments);
  }

  /** {@return what the rows are, all of them walked over} */
  static RowStatistics of(RowReader rows) {
    Map<SegmentType, Size> segments = new EnumMap<>(SegmentType.class);
    for (SegmentType type : SegmentType.values()) {
      segments.put(type, Size.NONE);
    }
    rows.scan(
        Family.SEGMENTS,
        Keys.NONE,
        (key, value) -> {
          segments.computeIfPresent(
              Keys.segment(key).type(), (type, size) -> size.plus(key, value));
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
          size[0] = size[0].plus(key, value);
          return true;
        });
    return size[0];
  }
}
