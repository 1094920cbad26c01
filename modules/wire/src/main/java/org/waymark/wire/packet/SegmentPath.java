package org.waymark.wire.packet;

import java.nio.ByteBuffer;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.wire.HopFieldCodec;
import org.waymark.wire.InfoFieldCodec;

/**
 * The path of a packet along one whole segment (spec 1, 2.2):
 *
 * <pre>
 *   forward   info field, hops = n           hop field 1 .. hop field n
 *   reverse   the same with flag up flipped  hop field n .. hop field 1
 * </pre>
 *
 * <p>The hop fields are those of hop entries 0; 8 bytes each.
 */
public final class SegmentPath {
  private SegmentPath() {}

  /**
   * {@return the path from the first AS to the last}
   *
   * @throws IllegalArgumentException when the segment has more than 255 AS entries
   */
  public static ByteString forward(CapnpSegment segment) {
    return path(segment, segment.info().up(), hopFields(segment));
  }

  /**
   * {@return the path from the last AS to the first}
   *
   * @throws IllegalArgumentException when the segment has more than 255 AS entries
   */
  public static ByteString reverse(CapnpSegment segment) {
    return path(segment, !segment.info().up(), hopFields(segment).reversed());
  }

  private static List<HopField> hopFields(CapnpSegment segment) {
    return segment.entries().stream().map(SegmentPath::hopField).toList();
  }

  private static HopField hopField(CapnpAsEntry entry) {
    return entry.hopEntries().getFirst().hopField();
  }

  private static ByteString path(CapnpSegment segment, boolean up, List<HopField> hops) {
    InfoField signed = segment.info();
    InfoField info =
        new InfoField(
            up, signed.shortcut(), signed.peer(), signed.timestampS(), signed.isd(), hops.size());
    ByteBuffer path = ByteBuffer.allocate(InfoField.SIZE + hops.size() * HopField.SIZE);
    path.putLong(InfoFieldCodec.bits(info));
    hops.forEach(hop -> path.putLong(HopFieldCodec.bits(hop)));
    return ByteString.owning(path.array());
  }
}
