package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.PathSegment;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.control.SegmentCodec;

class ScionPathTest {
  private static final boolean UP = true;
  private static final boolean DOWN = false;

  private static List<LegacyVectors.Case> segments() {
    return LegacyVectors.cases("segments/segments.json").stream()
        .filter(segment -> segment.has("forwardPath"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("segments")
  void wholeSegmentIsAPathInEitherDirection(LegacyVectors.Case recorded) {
    PathSegment segment =
        new SegmentCodec(DecoderLimits.DEFAULT)
            .decodePacked(recorded.bytes("segment"))
            .orElseThrow();
    ScionPath along = ScionPath.along(segment);
    ScionPath against = ScionPath.against(segment);
    assertEquals(recorded.bytes("forwardPath"), along.bytes());
    assertEquals(recorded.bytes("reversePath"), against.bytes());
    for (ScionPath path : List.of(along, against)) {
      assertEquals(0, path.currentInfoIndex());
      assertEquals(1, path.currentHopIndex());
    }
    assertEquals(segment.hops().getFirst().egress(), along.egressInterface().orElseThrow());
    assertEquals(segment.hops().getLast().ingress(), against.egressInterface().orElseThrow());
    int last = segment.hops().size();
    assertEquals(along.at(0, last).reversed(), against);
  }

  @Test
  void pathInsideOneAsLeadsNowhere() {
    assertTrue(ScionPath.EMPTY.isEmpty());
    assertEquals(ScionPath.EMPTY, ScionPath.of(List.of()));
    assertEquals(ScionPath.EMPTY, ScionPath.EMPTY.reversed());
    assertEquals(OptionalInt.empty(), ScionPath.EMPTY.egressInterface());
    assertEquals(Optional.empty(), ScionPath.EMPTY.currentHop());
    assertEquals(Optional.empty(), ScionPath.EMPTY.currentInfo());
    assertEquals(0, ScionPath.EMPTY.size());
  }

  @Test
  void reversalSwapsTheEndsAndStaysAtTheSameHopField() {
    ScionPath path = ScionPath.of(List.of(segment(UP, 1, 2), segment(UP, 3), segment(DOWN, 4, 5)));
    ScionPath reversed = path.at(3, 4).reversed();
    assertEquals(
        List.of(segment(UP, 5, 4), segment(DOWN, 3), segment(DOWN, 2, 1)), reversed.segments());
    assertEquals(3, reversed.currentInfoIndex());
    assertEquals(4, reversed.currentHopIndex());
    ScionPath fromStart = path.reversed();
    assertEquals(5, fromStart.currentInfoIndex());
    assertEquals(path.currentHop(), fromStart.currentHop());
    assertEquals(path, fromStart.reversed());
  }

  @Test
  void directionOfTheSegmentDecidesWhichInterfaceThePacketLeavesBy() {
    ScionPath path = ScionPath.of(List.of(segment(UP, 1, 2), segment(DOWN, 3, 4)));
    assertEquals(1, path.egressInterface().orElseThrow());
    assertEquals(2, path.at(0, 2).egressInterface().orElseThrow());
    assertEquals(1_003, path.at(3, 4).egressInterface().orElseThrow());
  }

  @Test
  void senderStartsBehindVerifyOnlyHopFieldsAndBeforeAPeeringLink() {
    HopField verifyOnly = new HopField(false, true, false, false, 0, 1, 2, 0);
    HopField xover = new HopField(true, false, false, false, 0, 3, 4, 0);
    HopField plain = hop(5);
    assertEquals(2, start(false, verifyOnly, plain));
    assertEquals(3, start(false, verifyOnly, verifyOnly, plain));
    assertEquals(1, start(false, xover, plain));
    assertEquals(2, start(true, xover, plain));
    assertEquals(1, start(true, plain, xover));
    ScionPath second = ScionPath.of(List.of(segment(info(UP, 1), verifyOnly), segment(DOWN, 6, 7)));
    assertEquals(2, second.currentInfoIndex());
    assertEquals(3, second.currentHopIndex());
    assertThrows(
        IllegalArgumentException.class,
        () -> ScionPath.of(List.of(segment(info(UP, 1), verifyOnly))));
  }

  @Test
  void onlyHopFieldsOfTheCurrentSegmentCanBeTheCurrentOne() {
    ScionPath path = ScionPath.of(List.of(segment(UP, 1, 2), segment(DOWN, 3)));
    List<String> legal = new ArrayList<>();
    for (int info = -1; info < 7; info++) {
      for (int hop = -1; hop < 7; hop++) {
        try {
          ScionPath at = path.at(info, hop);
          legal.add(at.currentInfoIndex() + "," + at.currentHopIndex());
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage().contains("info field " + info), e.getMessage());
        }
      }
    }
    assertEquals(List.of("0,1", "0,2", "3,4"), legal);
  }

  @Test
  void moreThanAPacketCanHoldIsNoPath() {
    ScionPath.Segment one = segment(DOWN, 1);
    assertEquals(6, ScionPath.of(List.of(one, one, one)).fieldCount());
    assertThrows(IllegalArgumentException.class, () -> ScionPath.of(List.of(one, one, one, one)));
    ScionPath.Segment long127 = segment(DOWN, IntStream.rangeClosed(1, 126).toArray());
    assertEquals(254, ScionPath.of(List.of(long127, long127)).fieldCount());
    assertThrows(
        IllegalArgumentException.class, () -> ScionPath.of(List.of(long127, long127, one)));
    assertThrows(
        IllegalArgumentException.class, () -> new ScionPath.Segment(info(UP, 0), List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new ScionPath.Segment(info(UP, 2), List.of(hop(1))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ScionPath.of(
                List.of(one, one, segment(new InfoField(UP, true, false, 0, 1, 1), hop(1)))));
  }

  @Test
  void infoFieldThatCountsOtherHopFieldsThanFollowIsRefused() {
    long hop = 0x003f_00f0_0031_59bdL;
    for (int hops = 0; hops < 4; hops++) {
      long[] fields = {0x015a_995b_c400_0100L | hops, hop, hop};
      assertEquals(hops == 2, PathCodec.fault(fields).isEmpty(), "counts " + hops);
    }
    assertTrue(PathCodec.fault(new long[] {0x015a_995b_c400_0100L}).isPresent());
    assertTrue(PathCodec.fault(new long[] {0x055a_995b_c400_0101L, hop}).isPresent());
  }

  private static int start(boolean peer, HopField... hops) {
    InfoField info = new InfoField(UP, peer, peer, 0, 1, hops.length);
    return ScionPath.of(List.of(segment(info, hops))).currentHopIndex();
  }

  private static ScionPath.Segment segment(boolean up, int... ingresses) {
    return segment(
        info(up, ingresses.length),
        IntStream.of(ingresses).mapToObj(ScionPathTest::hop).toArray(HopField[]::new));
  }

  private static ScionPath.Segment segment(InfoField info, HopField... hops) {
    return new ScionPath.Segment(info, List.of(hops));
  }

  private static InfoField info(boolean up, int hops) {
    return new InfoField(up, false, false, 1_520_000_000L, 1, hops);
  }

  private static HopField hop(int ingress) {
    return new HopField(false, false, false, false, 63, ingress, 1_000 + ingress, 0x123456);
  }
}
