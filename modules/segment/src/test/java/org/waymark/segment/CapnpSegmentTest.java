package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapnpSegmentTest {
  private static final CapnpAsEntry CORE = Segments.entry("1-11", 0, 99, 36);
  private static final CapnpAsEntry LEAF = Segments.entry("1-13", 86, 0, 36);

  @Test
  void idAndExpiryAreThoseTheLegacyServerRecorded() {
    CapnpSegment segment = Segments.of(CORE, LEAF);
    assertEquals(
        "22dbb58aaad872475262f96354b4d1452025ccaeb474e649a3a4bed3af2f5243",
        segment.id().toString());
    assertEquals("22dbb58aaad8", segment.id().shortText());
    assertEquals(1_520_012_039, segment.expiryS());
    assertEquals(1_520_012_040_000L, segment.endMs());
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,337", "2,675", "3,1012", "7,2362", "254,85725", "255,86062"})
  void expiryIsTheFloorOfTheLifetimeInSteps(int expTime, long lifetimeS) {
    CapnpSegment segment = Segments.of(Segments.entry("1-11", 0, 0, expTime));
    assertEquals(Segments.TIMESTAMP_S + lifetimeS, segment.expiryS());
  }

  @Test
  void expiryDoesNotOverflowAtTheLastTimestamp() {
    CapnpSegment segment = Segments.at(0xffff_ffffL, Segments.entry("1-11", 0, 0, 255));
    assertEquals(0xffff_ffffL + 86_062, segment.expiryS());
    assertEquals((0xffff_ffffL + 86_063) * 1000, segment.endMs());
  }

  @Test
  void theLeastHopDecidesTheExpiryAndPeersDoNot() {
    CapnpAsEntry withPeer = Segments.entry("1-13", Segments.hop(86, 0, 20), Segments.hop(7, 0, 1));
    CapnpSegment segment = Segments.of(CORE, withPeer);
    assertEquals(20, segment.minExpTime());
    assertEquals(Segments.TIMESTAMP_S + 6_750, segment.expiryS());
  }

  @Test
  void peersAreNoPartOfTheIdentity() {
    CapnpAsEntry withPeer = Segments.entry("1-13", Segments.hop(86, 0, 36), Segments.hop(7, 0, 36));
    CapnpSegment segment = Segments.of(CORE, withPeer);
    assertEquals(Segments.of(CORE, LEAF).id(), segment.id());
    assertEquals(List.of(new Hop(LEAF.ia(), 7, 0, LEAF.hashTreeRoot())), segment.peers());
    assertEquals(2, segment.hops().size());
  }

  @Test
  void everyIaAndInterfaceAndTheirOrderMakeTheIdentity() {
    SegmentId id = Segments.of(CORE, LEAF).id();
    assertNotEquals(id, Segments.of(LEAF, CORE).id());
    assertNotEquals(id, Segments.of(CORE).id());
    assertNotEquals(id, Segments.of(CORE, Segments.entry("1-14", 86, 0, 36)).id());
    assertNotEquals(id, Segments.of(CORE, Segments.entry("1-13", 87, 0, 36)).id());
    assertNotEquals(id, Segments.of(CORE, Segments.entry("1-13", 86, 1, 36)).id());
  }

  @Test
  void aSegmentWithoutEntriesOrAnEntryWithoutHopsDoesNotExist() {
    assertThrows(IllegalArgumentException.class, () -> Segments.of());
    assertThrows(IllegalArgumentException.class, () -> Segments.entry("1-11"));
  }

  @Test
  void eventIdIsTheHashOfTypeAndSignedBytes() {
    // "waymark-segment-1" || type || len sdata || sdata || len blob || blob || len blob || blob
    String label = "7761796d61726b2d7365676d656e742d31";
    String rest = "00000003" + "5da7a0" + "00000002" + "b10b" + "00000002" + "b10b";
    CapnpSegment segment = Segments.of(CORE, LEAF);
    for (SegmentType type : SegmentType.values()) {
      assertEquals(
          Sha256.hash(ByteString.ofHex(label + "0" + type.number() + rest)), segment.eventId(type));
    }
  }

  @Test
  void eventIdSeesNothingThatSignaturesDoNotCover() {
    CapnpSegment otherLayout =
        new CapnpSegment(
            ByteString.ofHex("0102"),
            ByteString.ofHex("5da7a0"),
            new InfoField(false, false, false, 1, 1, 0),
            List.of(CORE, LEAF));
    assertEquals(
        Segments.of(CORE, LEAF).eventId(SegmentType.UP), otherLayout.eventId(SegmentType.UP));
  }

  @Test
  void segmentsWithEqualBytesAreEqual() {
    CapnpSegment segment = Segments.of(CORE, LEAF);
    assertEquals(Segments.of(LEAF), segment);
    assertEquals(Segments.of(LEAF).hashCode(), segment.hashCode());
    CapnpSegment other =
        new CapnpSegment(
            ByteString.ofHex("0102"), segment.signedData(), segment.info(), segment.entries());
    assertNotEquals(other, segment);
    assertNotEquals(other.hashCode(), segment.hashCode());
    assertEquals(segment.id(), other.id());
  }

  @Test
  void givesWhatItWasMadeOf() {
    CapnpSegment segment = Segments.of(CORE, LEAF);
    assertEquals(SegmentFormat.CAPNP, segment.format());
    assertEquals(Segments.TIMESTAMP_S, segment.timestampS());
    assertEquals(ByteString.ofHex("00"), segment.bytes());
    assertEquals(ByteString.ofHex("5da7a0"), segment.signedData());
    assertEquals(List.of(CORE, LEAF), segment.entries());
  }

  @Test
  void textNamesItsIdAndItsEnds() {
    assertEquals("segment 22dbb58aaad8 1-11..1-13", Segments.of(CORE, LEAF).toString());
  }
}
