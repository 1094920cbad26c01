package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.TrustWorld.Peer;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.TrustLimits;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.Trc;

/** Segments that wait for TRCs and chains, and the requests for them (PROTOCOL 3.1). */
class ParkedSegmentsTest {
  private static final ServerLimits PLENTY =
      ServerLimits.DEFAULT.with(new AppendLimits(100_000, 100_000, 100_000, 20));

  private final Peer host = new Peer("1-14", 0x7f000064);
  private final Peer core = new Peer("1-11", 0x7f000064);
  private TrustWorld world = new TrustWorld();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.surroundings.faults().faults());
    world.close();
  }

  private void worldWith(ServerLimits limits) {
    world.close();
    world = new TrustWorld(limits);
  }

  private Trc trc(int isd, long version) {
    return world.surroundings.network().trust().trc(isd, version);
  }

  private CapnpSegment up(long trcVersion) {
    return world
        .surroundings
        .network()
        .segments()
        .along("1-11", "1-14")
        .trcVersion(trcVersion)
        .make();
  }

  private CapnpSegment upWithChain(long chainVersion) {
    return world
        .surroundings
        .network()
        .segments()
        .along("1-11", "1-14")
        .withArbitraryRoots()
        .certVersion(chainVersion)
        .make();
  }

  private static AsEntryFields naming(AsEntryFields fields, long trcVersion, long certVersion) {
    return new AsEntryFields(
        fields.ia(),
        trcVersion,
        certVersion,
        fields.ifIdSize(),
        fields.hops(),
        fields.hashTreeRoot(),
        fields.mtu(),
        fields.routingPolicy(),
        fields.sibra());
  }

  private static TrcRequest asksForTrc(int isd, long version) {
    return new TrcRequest(isd, version, true);
  }

  @Test
  void allTrcsUpToTheNamedOneAreAskedOfTheSenderEachWithAFreshId() {
    world.register(world.a, host, SegmentType.UP, up(3));
    assertEquals(1, world.a.registrations("parked", ""));
    assertEquals(0, world.a.events());
    List<Long> ids = host.got.stream().map(ControlPayload::requestId).toList();
    assertNotEquals(ids.get(0), ids.get(1));
    assertTrue(ids.stream().allMatch(id -> id != 0 && id != 1_000));
    assertEquals(List.of(asksForTrc(1, 2), asksForTrc(1, 3)), host.messages());
    assertEquals(1, world.a.core.trust().parkedSegments());
    assertEquals(2, world.a.core.trust().trcsAskedFor());
    assertEquals(0, world.a.core.trust().chainsAskedFor());
  }

  @Test
  void outstandingRequestsAreNotRepeatedByTheNextSegment() {
    world.register(world.a, host, SegmentType.UP, up(3));
    host.got.clear();
    world.runForMs(1_000);
    world.register(world.a, host, SegmentType.UP, up(3));
    world.register(world.a, core, SegmentType.UP, up(2));
    assertEquals(List.of(), host.messages());
    assertEquals(List.of(), core.messages());
  }

  @Test
  void sameSegmentAgainIsParkedOnce() {
    CapnpSegment segment = up(3);
    world.register(world.a, host, SegmentType.UP, segment);
    world.register(world.a, host, SegmentType.UP, segment);
    assertEquals(1, world.a.core.trust().parkedSegments());
  }

  @Test
  void requestsAreRepeatedEveryThreeSecondsToTheLatestSender() {
    world.register(world.a, host, SegmentType.UP, up(3));
    host.got.clear();
    world.runForMs(2_999);
    assertEquals(List.of(), host.messages());
    world.runForMs(1);
    assertEquals(List.of(asksForTrc(1, 2), asksForTrc(1, 3)), host.messages());
    world.runForMs(2_000);
    world.register(world.a, core, SegmentType.UP, up(3));
    assertEquals(List.of(), core.messages());
    world.runForMs(1_000);
    assertEquals(List.of(), host.messages());
    assertEquals(List.of(asksForTrc(1, 2), asksForTrc(1, 3)), core.messages());
  }

  @Test
  void segmentIsRegisteredWhenTheLastOfItsTrcsArrivesAndNothingIsAskedForAnyMore() {
    CapnpSegment segment = up(3);
    world.register(world.a, host, SegmentType.UP, segment);
    world.trc(world.a, host, trc(1, 2));
    assertEquals(1, world.a.core.trust().parkedSegments());
    world.trc(world.a, host, trc(1, 3));
    assertEquals(0, world.a.core.trust().parkedSegments());
    assertEquals(1, world.a.registrations("added", ""));
    assertEquals(List.of(segment), world.a.ask("1-11"));
    host.got.clear();
    world.runForMs(10_000);
    assertEquals(List.of(), host.messages());
    assertEquals(0, world.a.core.trust().trcsAskedFor());
    assertEquals(List.of(), world.a.sentOut.stream().filter(one -> isTrust(one)).toList());
  }

  private static boolean isTrust(ServerWorld.Sent sent) {
    return sent.payload().message().messageClass().equals("certMgmt");
  }

  @Test
  void trcThatComesTooEarlyIsKeptAndNotAskedForAgain() {
    world.register(world.a, host, SegmentType.UP, up(3));
    world.trc(world.a, host, trc(1, 3));
    assertEquals(1, TrustWorld.received(world.a, "trc", "early", ""));
    host.got.clear();
    world.runForMs(3_000);
    assertEquals(List.of(asksForTrc(1, 2)), host.messages());
    world.trc(world.a, host, trc(1, 2));
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void chainOfANewIssuerThatComesBeforeTheTrcIsKept() {
    IsdAs leaf = ServerWorld.LOCAL;
    IsdAs issuer = IsdAs.parse("1-15");
    var trust = world.surroundings.network().trust();
    Trc second = trust.update(trc(1, 1)).core(issuer).make();
    CapnpSegment segment =
        world
            .surroundings
            .network()
            .segments()
            .along("1-11", "1-14")
            .trcVersion(2)
            .changing(1, fields -> naming(fields, fields.trcVersion(), 2))
            .make();
    world.register(world.a, host, SegmentType.UP, segment);
    assertEquals(List.of(asksForTrc(1, 2), new CertChainRequest(leaf, 2, true)), host.messages());
    world.chain(world.a, host, trust.certify(leaf).version(2).issuer(issuer).make());
    assertEquals(1, TrustWorld.received(world.a, "chain", "early", ""));
    world.trc(world.a, host, second);
    assertEquals(1, TrustWorld.received(world.a, "chain", "accepted", ""));
    assertEquals(0, world.a.core.trust().parkedSegments());
  }

  @Test
  void missingChainIsAskedForAndItsArrivalRegistersTheSegment() {
    CapnpSegment segment = upWithChain(2);
    world.register(world.a, core, SegmentType.UP, segment);
    assertEquals(
        List.of(
            new CertChainRequest(IsdAs.parse("1-11"), 2, true),
            new CertChainRequest(IsdAs.parse("1-14"), 2, true)),
        core.messages());
    assertEquals(2, world.a.core.trust().chainsAskedFor());
    var trust = world.surroundings.network().trust();
    world.chain(world.a, core, trust.chain(IsdAs.parse("1-11"), 2));
    world.chain(world.a, core, trust.chain(IsdAs.parse("1-14"), 2));
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void ofARemoteIsdOnlyTheNamedTrcIsAskedForAndTheOnesBeforeWhenItHasCome() {
    CapnpSegment segment =
        world
            .surroundings
            .network()
            .segments()
            .along("2-21", "1-11")
            .changing(0, fields -> naming(fields, 3, fields.certVersion()))
            .make();
    world.register(world.a, host, SegmentType.CORE, segment);
    assertEquals(List.of(asksForTrc(2, 3)), host.messages());
    world.trc(world.a, host, trc(2, 3));
    assertEquals(List.of(asksForTrc(2, 2)), host.messages());
    world.trc(world.a, host, trc(2, 2));
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void segmentThatComesAgainGoesOnWaitingForTheTrcsBeforeOneThatCameEarly() {
    CapnpSegment segment =
        world
            .surroundings
            .network()
            .segments()
            .along("2-21", "1-11")
            .changing(0, fields -> naming(fields, 3, fields.certVersion()))
            .make();
    world.register(world.a, host, SegmentType.CORE, segment);
    world.trc(world.a, host, trc(2, 3));
    host.messages();
    world.register(world.a, host, SegmentType.CORE, segment);
    world.runForMs(3_000);
    assertEquals(List.of(asksForTrc(2, 2)), host.messages());
    world.trc(world.a, host, trc(2, 2));
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void segmentParkedAtOneReplicaIsRegisteredWhenItsTrcArrivesAtTheOther() {
    CapnpSegment segment = up(3);
    world.register(world.a, host, SegmentType.UP, segment);
    world.trc(world.b, core, trc(1, 2));
    world.trc(world.b, core, trc(1, 3));
    assertEquals(1, world.a.registrations("added", ""));
    assertEquals(List.of(segment), world.b.ask("1-11"));
    assertEquals(0, world.a.core.trust().trcsAskedFor());
  }

  @Test
  void segmentOfAnAsThatOnlyTheMissingTrcMakesCoreWaitsForIt() {
    var network = world.surroundings.network();
    CapnpSegment old = network.segments().along("1-12", "1-14").make();
    world.register(world.a, host, SegmentType.CORE, old);
    assertEquals(1, world.a.registrations("refused", "wrong-type"));
    CapnpSegment segment = network.segments().along("1-12", "1-14").trcVersion(2).make();
    world.register(world.a, host, SegmentType.CORE, segment);
    assertEquals(List.of(asksForTrc(1, 2)), host.messages());
    world.trc(world.a, host, network.trust().update(trc(1, 1)).core(ServerWorld.LOCAL).make());
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void wrongTypeIsStillWrongWhenTheTrcIsThere() {
    CapnpSegment segment =
        world.surroundings.network().segments().along("1-12", "1-14").trcVersion(2).make();
    world.register(world.a, host, SegmentType.CORE, segment);
    world.trc(world.a, host, trc(1, 2));
    assertEquals(1, world.a.registrations("refused", "wrong-type"));
  }

  @Test
  void segmentOfAnIsdWithoutAnchorIsRefusedAndNothingIsAskedFor() {
    world.close();
    var surroundings = ServerWorld.Surroundings.twoIsds();
    var clean = ServerWorld.Surroundings.of(surroundings.network(), surroundings.clock());
    clean.appendTrust(isd -> isd == 1);
    world = new TrustWorld(clean, ServerLimits.DEFAULT);
    CapnpSegment segment = clean.network().segments().along("2-21", "1-11").make();
    world.register(world.a, host, SegmentType.CORE, segment);
    assertEquals(1, world.a.registrations("refused", "missing-trust"));
    assertEquals(List.of(), host.messages());
  }

  @Test
  void segmentIsGivenUpAfterAnHourAndItsRequestsWithIt() {
    world.register(world.a, host, SegmentType.UP, up(2));
    world.runForMs(3_599_999);
    assertEquals(1, world.a.core.trust().parkedSegments());
    assertEquals(1_200, host.messages().size());
    world.runForMs(1);
    assertEquals(0, world.a.core.trust().parkedSegments());
    assertEquals(1, TrustWorld.count(world.a, "waymark.trust.parked.dropped", "reason", "timeout"));
    world.runForMs(10_000);
    assertEquals(List.of(), host.messages());
  }

  @Test
  void fiveHundredSegmentsWaitAndTheOldestMakesRoom() {
    worldWith(PLENTY);
    park(500);
    assertEquals(500, world.a.core.trust().parkedSegments());
    assertEquals(0, dropped());
    world.trc(world.a, host, trc(1, 2));
    assertEquals(500, judgedAgain());

    worldWith(PLENTY);
    park(501);
    assertEquals(500, world.a.core.trust().parkedSegments());
    assertEquals(1, dropped());
    world.trc(world.a, host, trc(1, 2));
    assertEquals(500, judgedAgain());
  }

  @Test
  void aSenderOfMoreThanItsShareMakesRoomForTheOthers() {
    worldWith(PLENTY);
    CapnpSegment other =
        world.surroundings.network().segments().along("1-12", "1-14").trcVersion(2).make();
    world.a.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.UP, other)), core.address);
    park(499);
    assertEquals(0, dropped());
    park(500);
    assertTrue(dropped() > 0);
    assertEquals(500, world.a.core.trust().parkedSegments());
    world.trc(world.a, host, trc(1, 2));
    assertEquals(List.of(other), world.a.ask("1-12"));
  }

  private void park(int segments) {
    long nowS = world.surroundings.clock().wallMs() / 1_000;
    for (int i = 0; i < segments; i++) {
      CapnpSegment segment =
          world
              .surroundings
              .network()
              .segments()
              .along("1-11", "1-14")
              .withArbitraryRoots()
              .timestampS(nowS - segments + i)
              .trcVersion(2)
              .make();
      world.a.receiveOnly(
          ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment)), host.address);
    }
  }

  private long dropped() {
    return TrustWorld.count(world.a, "waymark.trust.parked.dropped", "reason", "displaced");
  }

  private long judgedAgain() {
    return world.a.registrations("added", "") + world.a.registrations("updated", "");
  }

  @Test
  void requestsOfAFloodOfForgedSegmentsStayWithinTheirBudgets() {
    TrustLimits budgets = ServerLimits.DEFAULT.trust();
    int seconds = 10;
    int perSecond = 400;
    Peer victim = new Peer("1-17", 1);
    long toVictim = 0;
    for (int s = 0; s < seconds; s++) {
      for (int i = 0; i < perSecond; i++) {
        int number = s * perSecond + i;
        Peer forged = i % 2 == 0 ? victim : new Peer("1-16", 1_000 + number);
        world.register(world.a, forged, SegmentType.UP, upWithChain(2 + number));
      }
      world.runForMs(1_000);
      toVictim += victim.messages().size();
    }
    long sent = TrustWorld.count(world.a, "waymark.trust.requests.sent");
    assertTrue(sent <= (seconds + 1L) * budgets.requestsPerS(), () -> sent + " sent");
    assertTrue(sent > budgets.requestsPerS(), () -> sent + " sent");
    long got = toVictim;
    assertTrue(got <= (seconds + 1L) * budgets.requestsPerDestinationPerS(), () -> got + " to one");
    assertTrue(TrustWorld.count(world.a, "waymark.trust.requests.unsent") > 0);
    assertEquals(500, world.a.core.trust().parkedSegments());
    assertTrue(world.a.core.trust().chainsAskedFor() <= 1_000);

    // The material that an honest sender needs is requested eventually.
    world.register(world.a, host, SegmentType.UP, up(2));
    world.runForMs(15_000);
    assertTrue(host.messages().contains(asksForTrc(1, 2)));
    world.trc(world.a, host, trc(1, 2));
    assertEquals(1, world.a.registrations("added", ""));
  }
}
