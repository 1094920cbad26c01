package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Tests the numbers and names used on the wire, in events and in stored keys, which must never
 * change.
 */
class NumbersTest {
  @Test
  void typesHaveTheNumbersOfPathSegType() {
    assertEquals(1, SegmentType.UP.number());
    assertEquals(2, SegmentType.DOWN.number());
    assertEquals(3, SegmentType.CORE.number());
    for (SegmentType type : SegmentType.values()) {
      assertEquals(Optional.of(type), SegmentType.ofNumber(type.number()));
    }
    assertEquals(Optional.empty(), SegmentType.ofNumber(0));
    assertEquals(Optional.empty(), SegmentType.ofNumber(4));
  }

  @Test
  void halvesAreNumberedInTheirOrder() {
    assertEquals(1, ProofSide.PREVIOUS.number());
    assertEquals(2, ProofSide.NEXT.number());
    for (ProofSide side : ProofSide.values()) {
      assertEquals(Optional.of(side), ProofSide.ofNumber(side.number()));
    }
    assertEquals(Optional.empty(), ProofSide.ofNumber(0));
    assertEquals(Optional.empty(), ProofSide.ofNumber(3));
  }

  @Test
  void signatureTypesHaveTheNamesThatAreSigned() {
    assertEquals("none", CapnpSign.Type.NONE.text());
    assertEquals("ed25519", CapnpSign.Type.ED25519.text());
  }

  @Test
  void formatOf2018IsTheFirst() {
    assertEquals(1, SegmentFormat.CAPNP.number());
    assertEquals(Optional.of(SegmentFormat.CAPNP), SegmentFormat.ofNumber(1));
    assertEquals(Optional.empty(), SegmentFormat.ofNumber(0));
    assertEquals(Optional.empty(), SegmentFormat.ofNumber(2));
  }
}
