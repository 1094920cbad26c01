package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests which fields two versions of a path must share to have equal content. */
class ContentDigestTest {
  private static final CapnpAsEntry CORE = Segments.entry("1-11", 0, 99, 36);
  private static final CapnpAsEntry LEAF = Segments.entry("1-13", 86, 0, 36);
  private static final IsdAs OTHER = IsdAs.of(1, 14);
  private static final ByteString ONE = ByteString.ofHex("01");
  private static final ByteString TWO = ByteString.ofHex("02");
  private static final ByteString THREE = ByteString.ofHex("03");

  @Test
  void isEqualAcrossTimesMacsCertificateVersionsAndSignatures() {
    ByteString content = content(LEAF);
    assertEquals(content, Segments.at(5, CORE, LEAF).contentDigest());
    HopField field = new HopField(false, false, false, false, 200, 86, 0, 1);
    assertEquals(content, content(with(hop(IsdAs.NONE, 0, 1400, IsdAs.NONE, 0, field))));
    CapnpAsEntry renewed =
        new CapnpAsEntry(
            ByteString.ofHex("ff"),
            new CapnpSign(CapnpSign.Type.NONE, ONE, TWO, 3),
            LEAF.ia(),
            LEAF.trcVersion(),
            LEAF.certVersion() + 1,
            LEAF.ifIdSize(),
            LEAF.hopEntries(),
            LEAF.hashTreeRoot(),
            LEAF.mtu(),
            LEAF.routingPolicy(),
            LEAF.sibra());
    assertEquals(content, content(renewed));
  }

  @Test
  void differsWithEverythingElse() {
    Set<ByteString> contents = new HashSet<>(Set.of(content(LEAF)));
    Stream.of(entries(), hops(), policies(), sibras())
        .flatMap(List::stream)
        .forEach(entry -> assertTrue(contents.add(content(entry)), entry.toString()));
    assertTrue(contents.add(Segments.of(CORE).contentDigest()));
    assertTrue(contents.add(Segments.of(LEAF, CORE).contentDigest()));
    CapnpSegment ofOtherIsd =
        new CapnpSegment(
            ByteString.ofHex("00"),
            ByteString.ofHex("5da7a0"),
            new InfoField(false, false, false, Segments.TIMESTAMP_S, 2, 0),
            List.of(CORE, LEAF));
    assertTrue(contents.add(ofOtherIsd.contentDigest()));
  }

  @Test
  void isTheHashOfEveryFieldInItsOrder() {
    HopField field = new HopField(true, false, true, false, 36, 86, 0, 0xabcdef);
    CapnpAsEntry entry =
        changed(
            List.of(hop(OTHER, 5, 1400, IsdAs.NONE, 6, field)),
            1,
            12,
            ByteString.ofHex("abcd"),
            1401,
            new CapnpAsEntry.RoutingPolicy(true, 3, 8, List.of(OTHER)),
            new CapnpAsEntry.Sibra(ONE, TWO, true, List.of(THREE)));
    String hopEntry =
        "000100000000000e"
            + "0000000000000005"
            + "00000578"
            + "0000000000000000"
            + "0000000000000006"
            + "01000100"
            + "00000056"
            + "00000000";
    String policy = "01" + "00000003" + "0000000000000008" + "00000001" + "000100000000000e";
    String sibra = "00000001" + "01" + "00000001" + "02" + "01" + "00000001" + "00000001" + "03";
    // "waymark-content-1" || ISD || number of entries || the entry
    assertEquals(
        Sha256.hash(
            ByteString.ofHex(
                "7761796d61726b2d636f6e74656e742d31"
                    + "00000001"
                    + "00000001"
                    + "000100000000000d"
                    + "0000000000000001"
                    + "0000000c"
                    + "00000579"
                    + "00000002"
                    + "abcd"
                    + "00000001"
                    + hopEntry
                    + policy
                    + sibra)),
        Segments.of(entry).contentDigest());
  }

  private static ByteString content(CapnpAsEntry leaf) {
    return Segments.of(CORE, leaf).contentDigest();
  }

  private static List<CapnpAsEntry> entries() {
    CapnpAsEntry.RoutingPolicy policy = LEAF.routingPolicy();
    CapnpAsEntry.Sibra sibra = LEAF.sibra();
    ByteString root = LEAF.hashTreeRoot();
    return List.of(
        Segments.entry("1-14", 86, 0, 36),
        Segments.entry("1-13", Segments.hop(86, 0, 36), Segments.hop(7, 0, 36)),
        changed(LEAF.hopEntries(), 2, 12, root, 1400, policy, sibra),
        changed(LEAF.hopEntries(), 1, 13, root, 1400, policy, sibra),
        changed(LEAF.hopEntries(), 1, 12, ByteString.ofHex("ab"), 1400, policy, sibra),
        changed(LEAF.hopEntries(), 1, 12, root, 1401, policy, sibra));
  }

  private static List<CapnpAsEntry> hops() {
    HopField field = LEAF.hopEntries().getFirst().hopField();
    return Stream.of(
            hop(OTHER, 0, 1400, IsdAs.NONE, 0, field),
            hop(IsdAs.NONE, 1, 1400, IsdAs.NONE, 0, field),
            hop(IsdAs.NONE, 0, 1401, IsdAs.NONE, 0, field),
            hop(IsdAs.NONE, 0, 1400, OTHER, 0, field),
            hop(IsdAs.NONE, 0, 1400, IsdAs.NONE, 1, field),
            hop(new HopField(true, false, false, false, 36, 86, 0, 0)),
            hop(new HopField(false, true, false, false, 36, 86, 0, 0)),
            hop(new HopField(false, false, true, false, 36, 86, 0, 0)),
            hop(new HopField(false, false, false, true, 36, 86, 0, 0)),
            hop(new HopField(false, false, false, false, 36, 85, 0, 0)),
            hop(new HopField(false, false, false, false, 36, 86, 4, 0)))
        .map(ContentDigestTest::with)
        .toList();
  }

  private static List<CapnpAsEntry> policies() {
    return Stream.of(
            new CapnpAsEntry.RoutingPolicy(true, 0, 0, List.of()),
            new CapnpAsEntry.RoutingPolicy(true, 1, 0, List.of()),
            new CapnpAsEntry.RoutingPolicy(true, 0, 1, List.of()),
            new CapnpAsEntry.RoutingPolicy(true, 0, 0, List.of(CORE.ia())),
            new CapnpAsEntry.RoutingPolicy(true, 0, 0, List.of(OTHER)),
            new CapnpAsEntry.RoutingPolicy(true, 0, 0, List.of(CORE.ia(), OTHER)))
        .map(
            policy ->
                changed(LEAF.hopEntries(), 1, 12, LEAF.hashTreeRoot(), 1400, policy, LEAF.sibra()))
        .toList();
  }

  private static List<CapnpAsEntry> sibras() {
    return Stream.of(
            new CapnpAsEntry.Sibra(ByteString.EMPTY, ByteString.EMPTY, true, List.of()),
            new CapnpAsEntry.Sibra(ONE, ByteString.EMPTY, false, List.of()),
            new CapnpAsEntry.Sibra(ByteString.EMPTY, ONE, false, List.of()),
            new CapnpAsEntry.Sibra(ByteString.EMPTY, ByteString.EMPTY, false, List.of(ONE)),
            new CapnpAsEntry.Sibra(ByteString.EMPTY, ByteString.EMPTY, false, List.of(TWO)),
            new CapnpAsEntry.Sibra(ByteString.EMPTY, ByteString.EMPTY, false, List.of(ONE, TWO)))
        .map(
            sibra ->
                changed(
                    LEAF.hopEntries(),
                    1,
                    12,
                    LEAF.hashTreeRoot(),
                    1400,
                    LEAF.routingPolicy(),
                    sibra))
        .toList();
  }

  private static CapnpHopEntry hop(HopField field) {
    return hop(IsdAs.NONE, 0, 1400, IsdAs.NONE, 0, field);
  }

  private static CapnpHopEntry hop(
      IsdAs inIa, long remoteInIf, int inMtu, IsdAs outIa, long remoteOutIf, HopField field) {
    return new CapnpHopEntry(inIa, remoteInIf, inMtu, outIa, remoteOutIf, field);
  }

  private static CapnpAsEntry with(CapnpHopEntry hop) {
    return Segments.entry("1-13", hop);
  }

  private static CapnpAsEntry changed(
      List<CapnpHopEntry> hops,
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
        hops,
        root,
        mtu,
        policy,
        sibra);
  }
}
