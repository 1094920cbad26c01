package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.UnaryOperator;
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
  void contentIsEqualAcrossTimesMacsCertificateVersionsAndSignatures() {
    ByteString content = Segments.of(CORE, LEAF).contentDigest();
    assertEquals(content, Segments.at(5, CORE, LEAF).contentDigest());
    assertEquals(content, withLeaf(hop -> withExpTimeAndMac(hop, 200, 1)).contentDigest());
    CapnpAsEntry renewed =
        new CapnpAsEntry(
            ByteString.ofHex("ff"),
            new CapnpSign(CapnpSign.Type.NONE, ByteString.ofHex("01"), ByteString.ofHex("02"), 3),
            LEAF.ia(),
            LEAF.trcVersion(),
            LEAF.certVersion() + 1,
            LEAF.ifIdSize(),
            LEAF.hopEntries(),
            LEAF.hashTreeRoot(),
            LEAF.mtu(),
            LEAF.routingPolicy(),
            LEAF.sibra());
    assertEquals(content, Segments.of(CORE, renewed).contentDigest());
  }

  @Test
  void contentChangesWithEverythingElse() {
    ByteString content = Segments.of(CORE, LEAF).contentDigest();
    List<CapnpAsEntry> others =
        List.of(
            Segments.entry("1-14", 86, 0, 36),
            Segments.entry("1-13", 85, 0, 36),
            Segments.entry("1-13", 86, 4, 36),
            Segments.entry("1-13", Segments.hop(86, 0, 36), Segments.hop(7, 0, 36)),
            changed(2, 12, LEAF.hashTreeRoot(), 1400, LEAF.routingPolicy(), LEAF.sibra()),
            changed(1, 13, LEAF.hashTreeRoot(), 1400, LEAF.routingPolicy(), LEAF.sibra()),
            changed(1, 12, ByteString.ofHex("ab"), 1400, LEAF.routingPolicy(), LEAF.sibra()),
            changed(1, 12, LEAF.hashTreeRoot(), 1401, LEAF.routingPolicy(), LEAF.sibra()),
            changed(
                1,
                12,
                LEAF.hashTreeRoot(),
                1400,
                new CapnpAsEntry.RoutingPolicy(true, 0, 0, List.of()),
                LEAF.sibra()),
            changed(
                1,
                12,
                LEAF.hashTreeRoot(),
                1400,
                LEAF.routingPolicy(),
                new CapnpAsEntry.Sibra(ByteString.EMPTY, ByteString.EMPTY, true, List.of())));
    for (CapnpAsEntry other : others) {
      assertNotEquals(content, Segments.of(CORE, other).contentDigest(), other.toString());
    }
    assertNotEquals(content, withLeaf(CapnpSegmentTest::withOtherMtu).contentDigest());
    assertNotEquals(content, withLeaf(CapnpSegmentTest::withXover).contentDigest());
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

  private static CapnpSegment withLeaf(UnaryOperator<CapnpHopEntry> change) {
    return Segments.of(CORE, Segments.entry("1-13", change.apply(LEAF.hopEntries().getFirst())));
  }

  private static CapnpHopEntry withExpTimeAndMac(CapnpHopEntry of, int expTime, int mac) {
    HopField field = of.hopField();
    return withField(
        of,
        new HopField(false, false, false, false, expTime, field.ingress(), field.egress(), mac));
  }

  private static CapnpHopEntry withXover(CapnpHopEntry of) {
    HopField field = of.hopField();
    return withField(
        of,
        new HopField(
            true,
            false,
            false,
            false,
            field.expTime(),
            field.ingress(),
            field.egress(),
            field.mac()));
  }

  private static CapnpHopEntry withOtherMtu(CapnpHopEntry of) {
    return new CapnpHopEntry(
        of.inIa(), of.remoteInIf(), of.inMtu() + 1, of.outIa(), of.remoteOutIf(), of.hopField());
  }

  private static CapnpHopEntry withField(CapnpHopEntry of, HopField field) {
    return new CapnpHopEntry(
        of.inIa(), of.remoteInIf(), of.inMtu(), of.outIa(), of.remoteOutIf(), field);
  }

  private static CapnpAsEntry changed(
      long trcVersion,
      int ifIdSize,
      ByteString root,
      int mtu,
      CapnpAsEntry.RoutingPolicy policy,
      CapnpAsEntry.Sibra sibra) {
    return new CapnpAsEntry(
        LEAF.blob(),
        LEAF.sign(),
        LEAF.ia(),
        trcVersion,
        LEAF.certVersion(),
        ifIdSize,
        LEAF.hopEntries(),
        root,
        mtu,
        policy,
        sibra);
  }
}
