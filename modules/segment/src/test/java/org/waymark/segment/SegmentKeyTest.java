package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentKeyTest {
  private static SegmentId id(String firstByte) {
    return new SegmentId(ByteString.ofHex(firstByte + "00".repeat(31)));
  }

  private static SegmentKey key(SegmentType type, String firstByte) {
    return new SegmentKey(SegmentFormat.CAPNP, type, id(firstByte));
  }

  @Test
  void idHasThirtyTwoBytes() {
    assertThrows(
        IllegalArgumentException.class, () -> new SegmentId(ByteString.ofHex("00".repeat(31))));
    assertThrows(
        IllegalArgumentException.class, () -> new SegmentId(ByteString.ofHex("00".repeat(33))));
  }

  @Test
  void idsAreInTheOrderOfTheirBytes() {
    List<SegmentId> ordered = List.of(id("00"), id("7f"), id("80"));
    assertEquals(ordered, ordered.reversed().stream().sorted().toList());
  }

  @Test
  void keysAreInTheOrderOfTypesAndThenOfIds() {
    List<SegmentKey> ordered =
        List.of(
            key(SegmentType.UP, "00"),
            key(SegmentType.UP, "ff"),
            key(SegmentType.DOWN, "00"),
            key(SegmentType.CORE, "00"));
    assertEquals(ordered, ordered.reversed().stream().sorted().toList());
  }
}
