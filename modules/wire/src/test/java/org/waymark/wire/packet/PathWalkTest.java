package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentPart;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.control.SegmentCodec;

/** Tests paths through parts of segments, and the steps of border routers along them. */
class PathWalkTest {
  private static final boolean UP = true;
  private static final boolean DOWN = false;

  /** 1-11 #21 to #15 1-14 #12 to #67 1-17; the first peer link of 1-14 is #33, to 1-15 #49. */
  private static final PathSegment SEGMENT = segment("default-up-1-11_1-14_1-17-peers");

  /** 1-12 #38 to #68 1-15 #50 to #20 1-18; the first peer link of 1-15 is #49, to 1-14 #33. */
  private static final PathSegment OTHER = segment("default-up-1-12_1-15_1-18-peers");

  @Test
  void wholeSegmentsMeetInAnAsWithBothItsHopFieldsCrossing() {
    assertEquals(
        List.of(
            "up 67,0",
            "15,12",
            "0,21 xover",
            "up 20,0 xover",
            "68,50",
            "0,38 xover",
            "down 0,21 xover",
            "15,12",
            "67,0"),
        layout(
            SegmentPart.whole(SEGMENT, UP),
            SegmentPart.whole(OTHER, UP),
            SegmentPart.whole(SEGMENT, DOWN)));
  }

  @Test
  void shortcutKeepsTheHopFieldBeyondForItsMacOnly() {
    assertEquals(
        List.of(
            "up shortcut 67,0",
            "15,12 xover",
            "0,21 verify-only",
            "down shortcut 0,38 verify-only",
            "68,50 xover",
            "20,0"),
        layout(SegmentPart.below(SEGMENT, UP, 1), SegmentPart.below(OTHER, DOWN, 1)));
  }

  @Test
  void pathThatEndsOrStartsOnASegmentCrossesNothing() {
    assertEquals(
        List.of("up shortcut 67,0", "15,12", "0,21 verify-only"),
        layout(SegmentPart.below(SEGMENT, UP, 1)));
    assertEquals(
        List.of("down shortcut 0,21 verify-only", "15,12", "67,0"),
        layout(SegmentPart.below(SEGMENT, DOWN, 1)));
    assertEquals(layout(SegmentPart.whole(SEGMENT, UP)), layout(SegmentPart.below(SEGMENT, UP, 0)));
  }

  @Test
  void peerLinkHasTwoHopFieldsOfEachAsAndTheOneBeyond() {
    SegmentPart.Peer peer = new SegmentPart.Peer(1, 0);
    SegmentPart up = new SegmentPart(SEGMENT, UP, peer);
    SegmentPart down = new SegmentPart(OTHER, DOWN, peer);
    assertEquals(
        List.of(
            "up shortcut peer 67,0",
            "15,12 xover",
            "33,12 xover",
            "0,21 verify-only",
            "down shortcut peer 0,38 verify-only",
            "49,50 xover",
            "68,50 xover",
            "20,0"),
        layout(up, down));
    assertEquals(layout(recorded("peer")), layout(up, down));
  }

  @Test
  void routersPassWholeSegmentsHopFieldByHopField() {
    ScionPath path = recorded("up-core-down");
    assertEquals(List.of(1, 2, 4, 5, 7, 8, 9), steps(path));
    assertEquals(List.of(2, 0, 5, 0, 0, 7, 8), predecessors(path));
    assertEquals(List.of(0, 21, 0, 41, 0, 89, 41), arrivals(path));
  }

  @Test
  void routersPassOverTheVerifyOnlyHopFieldsOfAShortcut() {
    ScionPath path = recorded("shortcut");
    assertEquals(List.of(1, 2, 6, 7), steps(path));
    assertEquals(List.of(2, 3, 5, 6), predecessors(path));
  }

  @Test
  void routersPassBothHopFieldsAtEachEndOfAPeerLink() {
    ScionPath path = recorded("peer");
    assertEquals(List.of(1, 2, 3, 7, 8, 9), steps(path));
    assertEquals(List.of(2, 4, 2, 8, 6, 8), predecessors(path));
    ScionPath back = path.at(5, 9).reversed();
    assertEquals(List.of(1, 2, 3, 7, 8, 9), steps(back));
    assertEquals(List.of(2, 4, 2, 8, 6, 8), predecessors(back));
  }

  @Test
  void packetMayBeDeliveredOnTheLastSegmentOnly() {
    ScionPath path = recorded("up-core-down");
    assertEquals(
        List.of(false, false, true),
        List.of(path, path.at(3, 4), path.at(6, 8)).stream()
            .map(ScionPath::isOnLastSegment)
            .toList());
    assertTrue(ScionPath.EMPTY.isOnLastSegment());
  }

  @Test
  void pathsThatNoHonestHostMakesEnd() {
    HopField hop = new HopField(false, false, false, false, 63, 1, 2, 3);
    HopField verifyOnly = new HopField(false, true, false, false, 63, 1, 2, 3);
    HopField xover = new HopField(true, false, false, false, 63, 1, 2, 3);
    assertRefused(
        "a verify-only hop field inside", ScionPath.of(List.of(of(UP, hop, verifyOnly, hop))));
    assertRefused("up segment follows", ScionPath.of(List.of(of(DOWN, hop), of(UP, hop))));
    assertRefused("no hop field follows", ScionPath.of(List.of(of(UP, hop))));
    assertRefused("no hop field follows", ScionPath.of(List.of(of(UP, hop, verifyOnly))));
    assertRefused("no hop field follows", ScionPath.EMPTY);
    ScionPath peer =
        ScionPath.of(
            List.of(
                new ScionPath.Segment(
                    new InfoField(UP, true, true, 0, 1, 3), List.of(hop, xover, xover))));
    assertEquals(OptionalLong.of(HopFieldCodec.bits(xover)), peer.at(0, 1).macPredecessor());
    assertEquals(OptionalLong.empty(), peer.at(0, 2).macPredecessor());
    assertEquals(OptionalLong.of(HopFieldCodec.bits(xover)), peer.at(0, 3).macPredecessor());
    assertEquals(OptionalLong.empty(), ScionPath.EMPTY.macPredecessor());
    assertEquals(OptionalInt.empty(), ScionPath.EMPTY.ingressInterface());
  }

  private static ScionPath.Segment of(boolean up, HopField... hops) {
    return new ScionPath.Segment(new InfoField(up, false, false, 0, 1, hops.length), List.of(hops));
  }

  private static void assertRefused(String why, ScionPath path) {
    String detail = path.next().whyRefused().orElseThrow().detail();
    assertTrue(detail.contains(why), detail);
  }

  /** Lists the indexes of the hop fields that the packet uses, in order. */
  private static List<Integer> steps(ScionPath path) {
    return walk(path).stream().map(ScionPath::currentHopIndex).toList();
  }

  /**
   * Lists, for each hop field that the packet uses, the index of the one that its MAC covers; 0 for
   * none.
   */
  private static List<Integer> predecessors(ScionPath path) {
    List<Integer> predecessors = new ArrayList<>();
    for (ScionPath at : walk(path)) {
      long covered = at.macPredecessor().orElseThrow();
      int found = 0;
      for (int i = 1; i < path.fieldCount(); i++) {
        if (path.bytes().hex().startsWith("%016x".formatted(covered), i * 16)) {
          found = i;
        }
      }
      predecessors.add(found);
    }
    return predecessors;
  }

  private static List<Integer> arrivals(ScionPath path) {
    return walk(path).stream().map(at -> at.ingressInterface().orElseThrow()).toList();
  }

  private static List<ScionPath> walk(ScionPath path) {
    List<ScionPath> walk = new ArrayList<>(List.of(path));
    while (path.next() instanceof Decoded.Accepted<ScionPath>(ScionPath next)) {
      path = next;
      walk.add(next);
    }
    return walk;
  }

  private static ScionPath recorded(String name) {
    JsonNode packet =
        PacketVectors.cases("packets.json")
            .filter(one -> one.get("name").textValue().equals(name))
            .findFirst()
            .orElseThrow();
    return PacketCodec.decode(PacketVectors.bytes(packet.get("packet"))).orElseThrow().path();
  }

  private static PathSegment segment(String name) {
    LegacyVectors.Case recorded =
        LegacyVectors.cases("segments/segments.json").stream()
            .filter(one -> one.text("name").equals(name))
            .findFirst()
            .orElseThrow();
    return new SegmentCodec(DecoderLimits.DEFAULT)
        .decodePacked(recorded.bytes("segment"))
        .orElseThrow();
  }

  private static List<String> layout(SegmentPart... parts) {
    return layout(ScionPath.through(List.of(parts)));
  }

  private static List<String> layout(ScionPath path) {
    List<String> layout = new ArrayList<>();
    for (ScionPath.Segment segment : path.segments()) {
      InfoField info = segment.info();
      String start =
          (info.up() ? "up " : "down ")
              + (info.shortcut() ? "shortcut " : "")
              + (info.peer() ? "peer " : "");
      for (HopField hop : segment.hopFields()) {
        layout.add(
            start
                + hop.ingress()
                + ","
                + hop.egress()
                + (hop.xover() ? " xover" : "")
                + (hop.verifyOnly() ? " verify-only" : ""));
        start = "";
      }
    }
    return layout;
  }
}
