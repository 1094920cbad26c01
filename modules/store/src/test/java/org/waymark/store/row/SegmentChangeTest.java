package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** The rows of history, encoded and decoded. */
class SegmentChangeTest {
  private static final byte[] VERSION = {1, 2, 3, 4, 5};

  @ParameterizedTest
  @EnumSource
  void versionIsReadWithoutTheRest(SegmentChange.Kind kind) {
    for (int addressBytes : new int[] {0, 4, 16, 255, 300}) {
      for (int writerBytes : new int[] {0, 1, 200, 255, 300}) {
        Origin origin =
            new Origin(
                Transport.SCION_UDP,
                IsdAs.parse("1-11"),
                ByteString.owning(new byte[addressBytes]));
        EventSource source = new EventSource("r".repeat(writerBytes), origin);
        byte[] with =
            new SegmentChange(7, kind, 3, source, Optional.of(new SegmentValue(VERSION))).encode();
        byte[] without = new SegmentChange(7, kind, 3, source, Optional.empty()).encode();

        assertArrayEquals(VERSION, SegmentChange.version(with).orElseThrow().array());
        assertEquals(Optional.empty(), SegmentChange.version(without));
      }
    }
  }
}
