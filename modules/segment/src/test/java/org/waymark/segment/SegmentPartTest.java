package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentPartTest {
  private static final boolean UP = true;
  private static final boolean DOWN = false;

  /** 1-1 #51 to #11 1-2 #52 to #12 1-3; 1-2 has a peer link from its #91 to 1-9 #77. */
  private static final CapnpSegment SEGMENT =
      Segments.of(
          entry("1-1", 1_500, hop(0, 51, 0, 10)),
          entry("1-2", 1_490, hop(11, 52, 1_400, 30), peer("1-9", 77, 91, 52, 1_300, 20)),
          entry("1-3", 1_480, hop(12, 0, 1_450, 40)));

  @Test
  void partHasTheEndsOfItsLinksInTheOrderOfTravel() {
    assertPart(
        "[1-3, 1-2, 1-1]", "[1-3#12, 1-2#52, 1-2#11, 1-1#51]", SegmentPart.whole(SEGMENT, UP));
    assertPart(
        "[1-1, 1-2, 1-3]", "[1-1#51, 1-2#11, 1-2#52, 1-3#12]", SegmentPart.whole(SEGMENT, DOWN));
    assertPart("[1-3, 1-2]", "[1-3#12, 1-2#52]", SegmentPart.below(SEGMENT, UP, 1));
    assertPart("[1-2, 1-3]", "[1-2#52, 1-3#12]", SegmentPart.below(SEGMENT, DOWN, 1));
    assertPart("[1-3]", "[]", SegmentPart.below(SEGMENT, UP, 2));
    SegmentPart.Peer peer = new SegmentPart.Peer(1, 0);
    assertPart("[1-3, 1-2]", "[1-3#12, 1-2#52, 1-2#91]", new SegmentPart(SEGMENT, UP, peer));
    assertPart("[1-2, 1-3]", "[1-2#91, 1-2#52, 1-3#12]", new SegmentPart(SEGMENT, DOWN, peer));
  }

  private static void assertPart(String ases, String interfaces, SegmentPart part) {
    assertEquals(ases, part.ases().toString());
    assertEquals(interfaces, part.interfaces().toString());
  }

  @Test
  void mtuAndExpiryAreThoseOfWhatThePartUses() {
    assertFacts(1_400, 10, SegmentPart.whole(SEGMENT, UP));
    assertFacts(1_450, 30, SegmentPart.below(SEGMENT, UP, 1));
    assertFacts(1_480, 40, SegmentPart.below(SEGMENT, DOWN, 2));
    assertFacts(1_300, 20, new SegmentPart(SEGMENT, DOWN, new SegmentPart.Peer(1, 0)));
    CapnpSegment silent =
        Segments.of(entry("1-1", 0, hop(0, 51, 0, 10)), entry("1-2", 0, hop(11, 0, 0, 10)));
    assertFacts(0, 10, SegmentPart.whole(silent, UP));
  }

  private static void assertFacts(int mtu, int expTime, SegmentPart part) {
    assertEquals(mtu, part.mtu());
    assertEquals(Segments.TIMESTAMP_S + expTime * 675L / 2, part.expiryS());
  }

  @Test
  void expiryOfAHopFieldIsThatOfASegmentOfIt() {
    for (int expTime = 0; expTime < 256; expTime++) {
      CapnpSegment segment = Segments.of(Segments.entry("1-1", 0, 0, expTime));
      assertEquals(segment.expiryS(), SegmentPart.whole(segment, UP).expiryS());
    }
  }

  @Test
  void partEndsAtAnAsBelowTheCore() {
    for (int entry : List.of(-1, 0, 3)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SegmentPart(SEGMENT, UP, new SegmentPart.Shortcut(entry)));
      assertThrows(
          IllegalArgumentException.class,
          () -> new SegmentPart(SEGMENT, UP, new SegmentPart.Peer(entry, 0)));
    }
    for (int peering : List.of(-1, 1)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SegmentPart(SEGMENT, UP, new SegmentPart.Peer(1, peering)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new SegmentPart(SEGMENT, UP, new SegmentPart.Peer(2, 0)));
  }

  @Test
  void interfacesAreInTheOrderOfTheirAses() {
    assertEquals(
        List.of("1-1#9", "1-2#3", "1-2#10", "2-1#1"),
        List.of(at("2-1", 1), at("1-2", 10), at("1-2", 3), at("1-1", 9)).stream()
            .sorted()
            .map(AsInterface::toString)
            .toList());
  }

  private static AsInterface at(String ia, long id) {
    return new AsInterface(IsdAs.parse(ia), id);
  }

  private static CapnpAsEntry entry(String ia, int mtu, CapnpHopEntry... hops) {
    CapnpAsEntry made = Segments.entry(ia, hops);
    return new CapnpAsEntry(
        made.blob(),
        made.sign(),
        made.ia(),
        made.trcVersion(),
        made.certVersion(),
        made.ifIdSize(),
        made.hopEntries(),
        made.hashTreeRoot(),
        mtu,
        made.routingPolicy(),
        made.sibra());
  }

  private static CapnpHopEntry hop(int ingress, int egress, int mtu, int expTime) {
    return peer("0-0", 0, ingress, egress, mtu, expTime);
  }

  private static CapnpHopEntry peer(
      String neighbour, long remoteId, int ingress, int egress, int mtu, int expTime) {
    return new CapnpHopEntry(
        IsdAs.parse(neighbour),
        remoteId,
        mtu,
        IsdAs.NONE,
        0,
        Segments.hop(ingress, egress, expTime).hopField());
  }
}
