package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Sha256;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.packet.ScionPath;

/** Tests combination in the network of two ISDs, one rule at a time. */
class CombinationTest {
  private static final List<PathSegment> NONE = List.of();
  private static final int NO_LIMIT = 1_000;

  private final World world = new World(NetworkTopology.twoIsds());

  @Test
  void pathInsideAnAsIsEmpty() {
    List<EndToEndPath> paths = paths("1-16", "1-16", new SegmentSet(NONE, NONE, NONE));
    assertEquals(1, paths.size());
    EndToEndPath inside = paths.getFirst();
    assertEquals(ScionPath.EMPTY, inside.packetPath());
    assertEquals(0, inside.linkCount());
    assertEquals("1-16#0,0", World.text(inside));
    assertEquals(Long.MAX_VALUE, inside.expiryS());
    assertEquals(new Sha256().digest(), inside.fingerprint());
  }

  @Test
  void withoutFittingSegmentsThereIsNoPath() {
    SegmentSet others =
        set(
            List.of(world.along("1-12", "1-14")),
            List.of(world.along("1-13", "1-12")),
            List.of(world.along("2-21", "2-23")));
    assertEquals(List.of(), paths("1-16", "2-24", others));
    assertEquals(List.of(), paths("1-11", "1-12", others));
  }

  @Test
  void goesUpThroughTheCoreAndDownIntoAnotherIsd() {
    SegmentSet segments =
        set(
            List.of(world.along("1-11", "1-14", "1-16")),
            List.of(world.along("2-21", "1-11")),
            List.of(world.along("2-21", "2-23")));
    EndToEndPath path = only(paths("1-16", "2-23", segments));
    assertEquals("1-16#0,1 1-14#11,1 1-11#11,3 2-21#1,11 2-23#1,0", World.text(path));
    assertEquals(4, path.linkCount());
    assertEquals(
        List.of(3, 2, 2),
        path.packetPath().segments().stream().map(one -> one.hopFields().size()).toList());
  }

  @Test
  void coreSegmentsAreTakenAgainstTheirDirectionOnly() {
    SegmentSet segments = set(NONE, List.of(world.along("1-11", "2-21")), NONE);
    assertEquals("2-21#0,1 1-11#3,0", World.text(only(paths("2-21", "1-11", segments))));
    assertEquals(List.of(), paths("1-11", "2-21", segments));
  }

  @Test
  void upSegmentsAreThoseToTheSourceAndDownSegmentsThoseToTheDestination() {
    PathSegment to16 = world.along("1-11", "1-14", "1-16");
    PathSegment to17 = world.along("1-11", "1-14", "1-17");
    assertEquals(List.of(), paths("1-16", "1-17", set(List.of(to17), NONE, List.of(to16))));
    assertEquals(List.of(), paths("1-14", "1-11", set(List.of(to16), NONE, NONE)));
    assertEquals(
        "1-16#0,1 1-14#11,0",
        World.text(only(paths("1-16", "1-14", set(List.of(to16), NONE, NONE)))));
    assertEquals(
        "1-14#0,11 1-16#1,0",
        World.text(only(paths("1-14", "1-16", set(NONE, NONE, List.of(to16))))));
  }

  @Test
  void turnsRoundWhereSegmentsMeetAndNotTwiceInAnAs() {
    SegmentSet segments =
        set(
            List.of(
                world.segment(
                    world.topology().route("1-11", "1-14", "1-16"), SegmentDraft::withoutPeers)),
            NONE,
            List.of(
                world.segment(
                    world.topology().route("1-11", "1-14", "1-17"), SegmentDraft::withoutPeers)));
    assertEquals("1-16#0,1 1-14#11,12 1-17#1,0", World.text(only(paths("1-16", "1-17", segments))));
  }

  @Test
  void peerLinkNeedsBothEndsToNameIt() {
    UnaryOperator<SegmentDraft> honest = UnaryOperator.identity();
    assertEquals(1, peerPaths(honest, honest));
    assertEquals(0, peerPaths(SegmentDraft::withoutPeers, honest));
    assertEquals(0, peerPaths(honest, SegmentDraft::withoutPeers));
    assertEquals(0, peerPaths(honest, otherPeer(1, peer -> with(peer, peer.inIa(), 99))));
    assertEquals(
        0,
        peerPaths(
            honest, otherPeer(1, peer -> with(peer, IsdAs.parse("1-16"), peer.remoteInIf()))));
    assertEquals(0, peerPaths(otherPeer(1, peer -> with(peer, peer.inIa(), 99)), honest));
  }

  /** From 1-14 to 1-15, whose only common link is between their interfaces 21. */
  private long peerPaths(UnaryOperator<SegmentDraft> up, UnaryOperator<SegmentDraft> down) {
    SegmentSet segments =
        set(
            List.of(world.segment(world.topology().route("1-11", "1-14"), up)),
            NONE,
            List.of(world.segment(world.topology().route("1-13", "1-15"), down)));
    List<EndToEndPath> paths = paths("1-14", "1-15", segments);
    paths.forEach(path -> assertEquals("1-14#0,21 1-15#21,0", World.text(path)));
    return paths.size();
  }

  private static UnaryOperator<SegmentDraft> otherPeer(
      int entry, UnaryOperator<HopEntryFields> change) {
    return draft ->
        draft.changing(
            entry,
            as -> {
              List<HopEntryFields> hops = new ArrayList<>(as.hops());
              hops.set(1, change.apply(hops.get(1)));
              return with(as, hops);
            });
  }

  @Test
  void segmentIsUsedThroughItsLastSecond() {
    UnaryOperator<SegmentDraft> draft = one -> one.timestampS(1_000_000).expTime(2);
    PathSegment segment = world.segment(world.topology().route("1-11", "1-14"), draft);
    SegmentSet segments = set(List.of(segment), NONE, NONE);
    long expiryS = 1_000_000 + 675;
    EndToEndPath path = only(at(expiryS * 1_000 + 999, segments));
    assertEquals(expiryS, path.expiryS());
    assertEquals(List.of(), at((expiryS + 1) * 1_000, segments));
  }

  private List<EndToEndPath> at(long clockMs, SegmentSet segments) {
    return Combination.paths(World.ia("1-14"), World.ia("1-11"), segments, clockMs, NO_LIMIT);
  }

  @Test
  void expiredHopFieldOfAPeerLinkTakesThatLinkOnly() {
    UnaryOperator<SegmentDraft> expired =
        draft ->
            otherPeer(1, peer -> withExpTime(peer, 1))
                .apply(draft.timestampS(World.NOW_MS / 1_000 - 600));
    assertEquals(0, peerPaths(expired, UnaryOperator.identity()));
    assertEquals(0, peerPaths(UnaryOperator.identity(), expired));
  }

  @Test
  void ofTheSameWayTheJoinThatLastsLongestIsKept() {
    PathSegment down = world.along("1-12", "1-14", "1-17");
    List<PathSegment> ups = new ArrayList<>();
    for (int expTime : List.of(20, 60, 40)) {
      String core = expTime == 40 ? "1-12" : "1-11";
      ups.add(
          world.segment(
              world.topology().route(core, "1-14", "1-16"),
              draft -> draft.expTime(expTime).withoutPeers()));
    }
    long expiryS = World.NOW_MS / 1_000 + 60 * 675 / 2;
    for (int rotation = 0; rotation < 3; rotation++) {
      Collections.rotate(ups, 1);
      EndToEndPath path = only(paths("1-16", "1-17", set(ups, NONE, List.of(down))));
      assertEquals(expiryS, path.expiryS());
      assertEquals("1-16#0,1 1-14#11,12 1-17#1,0", World.text(path));
    }
  }

  @Test
  void orderOfSegmentsDoesNotMatterAndFewerLinksComeFirst() {
    World.Routes routes = world.routes(World.ia("1-16"), World.ia("2-24"), 5);
    SegmentSet segments = world.segments(routes);
    List<EndToEndPath> paths = paths("1-16", "2-24", segments);
    assertTrue(paths.size() > 10, paths.size() + " paths");
    Random random = new Random(3);
    for (int round = 0; round < 10; round++) {
      SegmentSet shuffled =
          set(
              shuffled(segments.up(), random),
              shuffled(segments.core(), random),
              shuffled(segments.down(), random));
      assertEquals(paths, paths("1-16", "2-24", shuffled));
      for (int limit = 1; limit <= paths.size(); limit += 7) {
        assertEquals(
            paths.subList(0, limit),
            Combination.paths(World.ia("1-16"), World.ia("2-24"), shuffled, World.NOW_MS, limit));
      }
    }
    List<Integer> links = paths.stream().map(EndToEndPath::linkCount).toList();
    assertEquals(links.stream().sorted().toList(), links);
    assertEquals(paths.size(), paths.stream().map(EndToEndPath::fingerprint).distinct().count());
    assertThrows(
        IllegalArgumentException.class,
        () -> Combination.paths(World.ia("1-16"), World.ia("2-24"), segments, World.NOW_MS, 0));
  }

  @Test
  void fingerprintIsOverIsdAsAndInterfaceOfEachEnd() {
    SegmentSet segments = set(List.of(world.along("1-11", "1-14")), NONE, NONE);
    EndToEndPath path = only(paths("1-14", "1-11", segments));
    assertEquals(
        new Sha256()
            .addLong(0x0001_0000_0000_000eL)
            .addLong(1)
            .addLong(0x0001_0000_0000_000bL)
            .addLong(11)
            .digest(),
        path.fingerprint());
  }

  @Test
  void segmentsNoBeaconMakesAreUsedNowhere() {
    PathSegment alone = world.segment(world.topology().route("1-11"), UnaryOperator.identity());
    assertEquals(
        List.of(), paths("1-11", "1-12", set(List.of(alone), List.of(alone), List.of(alone))));
    PathSegment gap =
        world.segment(
            world.topology().route("1-11", "1-14"),
            draft ->
                draft.changing(1, as -> with(as, List.of(withIngress(as.hops().getFirst(), 0)))));
    assertEquals(List.of(), paths("1-14", "1-11", set(List.of(gap), NONE, NONE)));
  }

  @Test
  void coreSegmentThatComesBackIsNoPath() {
    SegmentSet segments =
        set(
            List.of(world.along("1-11", "1-14")),
            List.of(world.along("2-21", "1-11")),
            List.of(
                world.segment(
                    world.topology().route("2-21", "1-11", "1-14", "1-16"),
                    UnaryOperator.identity())));
    assertEquals(
        List.of("1-14#0,11 1-16#1,0"),
        paths("1-14", "1-16", segments).stream().map(World::text).toList());
  }

  @Test
  void flagsThatASegmentBringsAreNotThoseOfThePath() {
    PathSegment honest = world.along("1-11", "1-14");
    UnaryOperator<AsEntryFields> flagged =
        as -> {
          byte[] field = as.hops().getFirst().hopField().toBytes();
          field[0] = 3;
          return with(as, List.of(withField(as.hops().getFirst(), field)));
        };
    PathSegment odd =
        world.segment(
            world.topology().route("1-11", "1-14"),
            draft -> draft.changing(0, flagged).changing(1, flagged));
    assertEquals(
        only(paths("1-14", "1-11", set(List.of(honest), NONE, NONE))).packetPath(),
        only(paths("1-14", "1-11", set(List.of(odd), NONE, NONE))).packetPath());
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static EndToEndPath only(List<EndToEndPath> paths) {
    assertEquals(1, paths.size(), () -> paths.stream().map(World::text).toList().toString());
    return paths.getFirst();
  }

  private static SegmentSet set(
      List<PathSegment> up, List<PathSegment> core, List<PathSegment> down) {
    return new SegmentSet(up, core, down);
  }

  private static List<EndToEndPath> paths(String source, String destination, SegmentSet segments) {
    return Combination.paths(
        World.ia(source), World.ia(destination), segments, World.NOW_MS, NO_LIMIT);
  }

  private static HopEntryFields with(HopEntryFields hop, IsdAs inIa, long remoteInIf) {
    return new HopEntryFields(
        inIa, remoteInIf, hop.inMtu(), hop.outIa(), hop.remoteOutIf(), hop.hopField());
  }

  private static HopEntryFields withExpTime(HopEntryFields hop, int expTime) {
    byte[] field = hop.hopField().toBytes();
    field[1] = (byte) expTime;
    return withField(hop, field);
  }

  private static HopEntryFields withIngress(HopEntryFields hop, int ingress) {
    byte[] field = hop.hopField().toBytes();
    field[2] = (byte) (ingress >>> 4);
    field[3] = (byte) (ingress << 4 | field[3] & 0xf);
    return withField(hop, field);
  }

  private static HopEntryFields withField(HopEntryFields hop, byte[] field) {
    return new HopEntryFields(
        hop.inIa(),
        hop.remoteInIf(),
        hop.inMtu(),
        hop.outIa(),
        hop.remoteOutIf(),
        ByteString.of(field));
  }

  private static AsEntryFields with(AsEntryFields as, List<HopEntryFields> hops) {
    return new AsEntryFields(
        as.ia(),
        as.trcVersion(),
        as.certVersion(),
        as.ifIdSize(),
        hops,
        as.hashTreeRoot(),
        as.mtu(),
        as.routingPolicy(),
        as.sibra());
  }
}
