package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

class ReplyTruncationTest {
  private static final IsdAs LEAF = IsdAs.parse("1-17");

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);

  private StoredSegment stored(SegmentType type, String... ases) {
    return stored(type, network.segments().along(ases).make());
  }

  private StoredSegment stored(SegmentType type, PathSegment segment) {
    return new StoredSegment(segment, type, clock.wallMs(), 0);
  }

  private List<StoredSegment> all(SegmentType type, Set<IsdAs> lasts) {
    return network
        .segments()
        .all(type, 4)
        .filter(one -> lasts.contains(one.lastIa()))
        .map(one -> stored(type, one))
        .sorted(StoredSegment.BEST_FIRST)
        .toList();
  }

  private static Resolution resolution(
      List<StoredSegment> up,
      List<StoredSegment> core,
      List<StoredSegment> down,
      Revocation... revocations) {
    return new Resolution(up, core, down, List.of(revocations), new NextStep.Nothing());
  }

  /** Finds the resolution that fits by the upper bound alone. {@return the resolution} */
  private static Resolution byBound(Resolution whole, IsdAs dst, int maxBytes) {
    return ReplyTruncation.fit(whole, dst, maxBytes, candidate -> false);
  }

  private static List<StoredSegment> segments(Resolution resolution) {
    return Stream.of(resolution.up(), resolution.core(), resolution.down())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void whatFitsIsLeftAlone() {
    Resolution whole =
        resolution(
            List.of(stored(SegmentType.UP, "1-11", "1-14")),
            List.of(),
            List.of(stored(SegmentType.DOWN, "1-11", "1-14", "1-17")));
    int bytes = Math.toIntExact(ReplyTruncation.bytes(whole));
    assertSame(whole, byBound(whole, LEAF, bytes));
    assertTrue(segments(byBound(whole, LEAF, bytes - 1)).isEmpty());
  }

  @Test
  void theShortestWayIsTheLastToGo() {
    StoredSegment up = stored(SegmentType.UP, "1-11", "1-14");
    StoredSegment core = stored(SegmentType.CORE, "1-13", "1-11");
    StoredSegment direct = stored(SegmentType.DOWN, "1-11", "1-14", "1-17");
    StoredSegment around = stored(SegmentType.DOWN, "1-13", "1-15", "1-17");
    Resolution whole = resolution(List.of(up), List.of(core), List.of(around, direct));
    Resolution without = resolution(List.of(up), List.of(), List.of(direct));
    // 1-14 and 1-15 are peers, so a path needs no core AS.
    Resolution peering = resolution(List.of(up), List.of(), List.of(around, direct));
    int tooFew = Math.toIntExact(ReplyTruncation.bytes(whole)) - 1;
    assertEquals(segments(peering), segments(byBound(whole, LEAF, tooFew)));
    int enough = Math.toIntExact(ReplyTruncation.bytes(without));
    assertEquals(segments(without), segments(byBound(whole, LEAF, enough)));
    assertTrue(segments(byBound(whole, LEAF, enough - 1)).isEmpty());
  }

  @Test
  void ofEqualWaysThatWhichLastsLongestStays() {
    StoredSegment longer = stored(SegmentType.CORE, "1-11", "1-12");
    StoredSegment shorter =
        stored(SegmentType.CORE, network.segments().along("1-13", "1-12").expTime(10).make());
    Resolution whole = resolution(List.of(), List.of(shorter, longer), List.of());
    Resolution cut =
        byBound(whole, IsdAs.of(1, 0), Math.toIntExact(ReplyTruncation.bytes(whole)) - 1);
    assertEquals(List.of(longer), segments(cut));
  }

  @Test
  void revocationsGoWithTheSegmentsWhosePeerLinksTheyRevoke() {
    StoredSegment near = stored(SegmentType.DOWN, "1-11", "1-14");
    StoredSegment far = stored(SegmentType.DOWN, "1-13", "1-15", "1-17");
    Revocation ofNear = network.revocations().revoke(IsdAs.parse("1-14"), 21);
    Revocation ofFar = network.revocations().revoke(IsdAs.parse("1-17"), 22);
    Resolution whole = resolution(List.of(), List.of(), List.of(near, far), ofNear, ofFar);
    Resolution cut = byBound(whole, LEAF, Math.toIntExact(ReplyTruncation.bytes(whole)) - 1);
    assertEquals(List.of(near), cut.down());
    assertEquals(List.of(ofNear), cut.revocations());
  }

  @Test
  void segmentThatFitsExactlyIsKept() {
    StoredSegment best = stored(SegmentType.DOWN, "1-11", "1-14");
    StoredSegment other = stored(SegmentType.DOWN, "1-13", "1-15", "1-17");
    Resolution whole = resolution(List.of(), List.of(), List.of(best, other));
    IsdAs dst = IsdAs.parse("1-14");
    int bytes = packedBytes(resolution(List.of(), List.of(), List.of(best)), dst);
    assertTrue(bytes < ReplyTruncation.bytes(resolution(List.of(), List.of(), List.of(best))));
    Resolution cut = ReplyTruncation.fit(whole, dst, bytes, one -> packedBytes(one, dst) <= bytes);
    assertEquals(List.of(best), segments(cut));
    Resolution none =
        ReplyTruncation.fit(whole, dst, bytes - 1, one -> packedBytes(one, dst) < bytes);
    assertEquals(List.of(), segments(none));
  }

  @Test
  void notEveryWayIsMeasured() {
    List<StoredSegment> downs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      downs.add(
          stored(
              SegmentType.DOWN, network.segments().along("1-11", "1-14").expTime(10 + i).make()));
    }
    List<Resolution> measured = new ArrayList<>();
    ReplyTruncation.fit(
        resolution(List.of(), List.of(), downs),
        IsdAs.parse("1-14"),
        600,
        one -> {
          measured.add(one);
          return false;
        });
    assertEquals(9, measured.size(), "the whole answer, and eight parts");
  }

  /**
   * At every size, the reply fits, all of its segments are part of a route, and no better route was
   * omitted.
   */
  @Test
  void cutAnswersAreTheBestThatFit() {
    List<StoredSegment> ups = all(SegmentType.UP, Set.of(IsdAs.parse("1-14")));
    List<StoredSegment> cores = all(SegmentType.CORE, Set.copyOf(network.topology().coreAses(1)));
    List<StoredSegment> downs = all(SegmentType.DOWN, Set.of(IsdAs.parse("2-24")));
    List<StoredSegment> fromTwo =
        cores.stream().filter(one -> one.segment().firstIa().isd() == 2).toList();
    Resolution whole = resolution(ups, fromTwo, downs);
    IsdAs dst = IsdAs.parse("2-24");
    Set<Integer> kinds = new HashSet<>();
    for (int maxBytes = 600; maxBytes < ReplyTruncation.bytes(whole); maxBytes += 500) {
      Resolution cut = byBound(whole, dst, maxBytes);
      assertTrue(packedBytes(cut, dst) <= maxBytes);
      Set<StoredSegment> kept = new HashSet<>(segments(cut));
      Set<StoredSegment> leading = new HashSet<>();
      List<List<StoredSegment>> missing = new ArrayList<>();
      for (List<StoredSegment> way : ways(whole)) {
        if (kept.containsAll(way)) {
          leading.addAll(way);
        } else {
          missing.add(way);
        }
      }
      assertEquals(kept, leading);
      for (List<StoredSegment> way : missing) {
        List<StoredSegment> more = new ArrayList<>(segments(cut));
        way.stream().filter(one -> !kept.contains(one)).forEach(more::add);
        assertTrue(ReplyTruncation.bytes(resolution(more, List.of(), List.of())) > maxBytes);
      }
      kinds.add(kept.size());
    }
    assertTrue(kinds.size() > 10, kinds::toString);
  }

  /** Ordinary segments shrink when packed, which would hide an upper bound that is too low. */
  @Test
  void segmentsThatPackingMakesLongerStillFit() {
    Random random = new Random(17);
    List<StoredSegment> downs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ByteString source = growingWhenPacked(random, 5_000 + 1_000 * i);
      downs.add(
          stored(
              SegmentType.DOWN,
              network.segments().along("1-11", "1-14").source(1, source).expTime(10 + i).make()));
    }
    Resolution whole = resolution(List.of(), List.of(), downs);
    IsdAs dst = IsdAs.parse("1-14");
    long unpackedBytes = downs.stream().mapToLong(one -> one.segment().bytes().size()).sum();
    assertTrue(packedBytes(whole, dst) > unpackedBytes);
    assertTrue(packedBytes(whole, dst) <= ReplyTruncation.bytes(whole));
    Set<Integer> kinds = new HashSet<>();
    for (int maxBytes = 1_000; maxBytes < ReplyTruncation.bytes(whole); maxBytes += 50) {
      Resolution cut = byBound(whole, dst, maxBytes);
      assertTrue(packedBytes(cut, dst) <= maxBytes, "in " + maxBytes);
      kinds.add(cut.down().size());
    }
    assertEquals(Set.of(0, 1, 2, 3, 4), kinds);
  }

  /** Pairs of words that packing turns into 17 bytes, the worst case of growth. */
  private static ByteString growingWhenPacked(Random random, int size) {
    byte[] bytes = new byte[size / 16 * 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i % 16 < 14 ? (byte) (1 + random.nextInt(255)) : 0;
    }
    return ByteString.owning(bytes);
  }

  private static List<List<StoredSegment>> ways(Resolution whole) {
    List<List<StoredSegment>> ways = new ArrayList<>();
    for (StoredSegment down : whole.down()) {
      for (StoredSegment core : whole.core()) {
        for (StoredSegment up : whole.up()) {
          if (down.segment().firstIa().equals(core.segment().firstIa())
              && core.segment().lastIa().equals(up.segment().firstIa())) {
            ways.add(List.of(up, core, down));
          }
        }
      }
    }
    return ways;
  }

  private static int packedBytes(Resolution resolution, IsdAs dst) {
    List<SegmentRecord> records =
        segments(resolution).stream()
            .map(one -> SegmentRecord.of(one.type(), one.segment()))
            .toList();
    SegmentRequest request = new SegmentRequest(IsdAs.parse("1-14"), dst, true, true);
    SegmentReply reply =
        new SegmentReply(request, SegmentRecords.of(records, resolution.revocations()));
    return ControlCodec.encodeFramed(new ControlPayload(reply, -1)).size();
  }
}
