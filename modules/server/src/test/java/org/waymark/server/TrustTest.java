package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.TrustWorld.Peer;
import org.waymark.server.message.Destination;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.TrustTextLimits;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/** Requested and received TRCs and chains (PROTOCOL 3.1). */
class TrustTest {
  private static final IsdAs CORE_11 = IsdAs.parse("1-11");
  private static final IsdAs CORE_12 = IsdAs.parse("1-12");
  private static final IsdAs LEAF = IsdAs.parse("1-14");

  private final Peer host = new Peer("1-14", 0x7f000064);
  private final Peer core = new Peer("1-11", 0x7f000064);
  private TrustWorld world = new TrustWorld();
  private final TrustMaker maker = world.surroundings.network().trust();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.surroundings.faults().faults());
    world.close();
  }

  private static TrcReply reply(Trc trc) {
    return new TrcReply(Lz4Text.pack(trc.json()));
  }

  private long received(String outcome, String reason) {
    return TrustWorld.received(world.a, "trc", outcome, reason);
  }

  // Answers

  @Test
  void requestsAreAnsweredFromTheStoreUnderTheirIdWhateverCacheOnlySays() {
    world.send(world.a, host, new TrcRequest(2, 1, true));
    assertEquals(1_000, host.got.getFirst().requestId());
    world.send(world.a, host, new CertChainRequest(LEAF, 1, false));
    assertEquals(1_001, host.got.getLast().requestId());
    assertEquals(
        List.of(reply(maker.trc(2)), new CertChainReply(Lz4Text.pack(maker.chain(LEAF).json()))),
        host.messages());
  }

  @Test
  void versionZeroIsTheNewest() {
    world.trc(world.a, host, maker.trc(1, 2));
    world.chain(world.a, host, maker.chain(LEAF, 3));
    world.chain(world.a, host, maker.chain(LEAF, 2));
    world.send(world.b, host, new TrcRequest(1, 0, false));
    world.send(world.b, host, new CertChainRequest(LEAF, 0, false));
    assertEquals(
        List.of(
            reply(maker.trc(1, 2)), new CertChainReply(Lz4Text.pack(maker.chain(LEAF, 3).json()))),
        host.messages());
    assertEquals(3, world.a.core.trust().trcs());
    assertEquals(maker.chains().size() + 2, world.a.core.trust().chains());
  }

  @Test
  void whatIsNotHeldIsNotAnsweredAndCounted() {
    world.send(world.a, host, new TrcRequest(1, 2, false));
    world.send(world.a, host, new TrcRequest(9, 0, false));
    world.send(world.a, host, new CertChainRequest(LEAF, 2, false));
    world.send(world.a, host, new CertChainRequest(IsdAs.parse("1-99"), 0, false));
    assertEquals(List.of(), host.messages());
    assertEquals(4, TrustWorld.count(world.a, "waymark.trust.asked", "result", "unknown"));
  }

  @Test
  void oneSourceIsAnsweredUpToItsBudgetAndOthersStillAre() {
    int budget = ServerLimits.DEFAULT.trust().answersPerSourcePerS();
    for (int i = 0; i < budget + 1; i++) {
      world.send(world.a, host, new TrcRequest(1, 1, false));
    }
    assertEquals(budget, host.messages().size());
    assertEquals(1, TrustWorld.count(world.a, "waymark.trust.asked", "result", "budget"));
    world.send(world.a, core, new TrcRequest(1, 1, false));
    assertEquals(1, core.messages().size());
    world.runForMs(1_000);
    world.send(world.a, host, new TrcRequest(1, 1, false));
    assertEquals(1, host.messages().size());
  }

  @Test
  void answersToAllSourcesHaveABudget() {
    int budget = ServerLimits.DEFAULT.trust().answersPerS();
    long answered = 0;
    for (int i = 0; i < budget + 1; i++) {
      Peer forged = new Peer("1-16", i);
      world.send(world.a, forged, new TrcRequest(1, 1, false));
      answered += forged.messages().size();
    }
    assertEquals(budget, answered);
  }

  @Test
  void answerThatFitsNoDatagramIsNotSent() {
    host.maxPayloadBytes = 200;
    world.send(world.a, host, new TrcRequest(1, 1, false));
    assertEquals(List.of(), host.messages());
    assertEquals(1, TrustWorld.count(world.a, "waymark.trust.asked", "result", "too-long"));
  }

  // Received material

  @Test
  void validUpdateIsAcceptedUnaskedAndKnownTheSecondTime() {
    long before = world.trustRecords();
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(1, received("accepted", ""));
    world.trc(world.a, host, maker.trc(1, 2));
    world.trc(world.b, host, maker.trc(1, 2));
    assertEquals(1, received("known", ""));
    assertEquals(before + 1, world.trustRecords());
  }

  @Test
  void burstOfOneTrcIsOneAppend() {
    long before = world.trustRecords();
    world.surroundings.log().faults().holdAppends();
    for (int i = 0; i < 5; i++) {
      world.trc(world.a, host, maker.trc(1, 2));
    }
    world.surroundings.log().faults().releaseAppends();
    world.applyAll();
    assertEquals(before + 1, world.trustRecords());
    assertEquals(1, received("accepted", ""));
    assertEquals(4, received("known", ""));
  }

  @Test
  void refusedAppendIsSaidAndTheTrcMayComeAgain() {
    world.surroundings.log().faults().refuseNextAppends(1);
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(1, received("refused", "log"));
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(1, received("accepted", ""));
  }

  @Test
  void nothingThatDoesNotHoldIsAppendedOrPassedOn() {
    long before = world.trustRecords();
    Trc first = maker.trc(1);
    world.trc(world.a, core, maker.update(first).signedBy(CORE_11).make());
    assertEquals(1, received("refused", "no-quorum"));
    world.trc(world.a, core, maker.firstTrc(1).description("other").make());
    assertEquals(1, received("refused", "other-bytes"));
    world.trc(world.a, core, maker.trc(1, 66));
    assertEquals(1, received("refused", "not-next-version"));
    world.text(world.a, core, ByteString.owning("{}".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(1, received("refused", "malformed"));
    world.send(world.a, core, new TrcReply(ByteString.EMPTY));
    assertEquals(1, received("refused", "lz4"));
    world.chain(world.a, core, maker.certify(LEAF).version(2).signedBy(LEAF).make());
    assertEquals(1, TrustWorld.received(world.a, "chain", "refused", "leaf-signature"));
    assertEquals(before, world.trustRecords());
    assertEquals(List.of(), world.a.sentOut);
  }

  @Test
  void expiredChainIsRefusedAlthoughTheFoldWouldTakeIt() {
    long nowS = world.surroundings.clock().wallMs() / 1_000;
    world.chain(world.a, host, maker.certify(LEAF).version(2).expiresS(nowS).make());
    assertEquals(1, TrustWorld.received(world.a, "chain", "refused", "expired"));
    world.chain(world.a, host, maker.certify(LEAF).version(2).expiresS(nowS + 1).make());
    assertEquals(1, TrustWorld.received(world.a, "chain", "accepted", ""));
  }

  @Test
  void whatComesFromAnotherAsIsPassedOnToTheCertificateServer() {
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(List.of(), world.a.sentOut);
    world.trc(world.a, core, maker.trc(1, 2));
    world.trc(world.a, core, maker.trc(1, 3));
    world.chain(world.a, core, maker.chain(LEAF, 2));
    assertEquals(
        List.of(
            reply(maker.trc(1, 2)),
            reply(maker.trc(1, 3)),
            new CertChainReply(Lz4Text.pack(maker.chain(LEAF, 2).json()))),
        world.a.sentOut.stream().map(sent -> sent.payload().message()).toList());
    assertEquals(
        3,
        world.a.sentOut.stream()
            .filter(sent -> sent.to().equals(new Destination.CertificateService()))
            .filter(sent -> sent.payload().requestId() != 0)
            .count());
  }

  @Test
  void versionsInAnyOrderAreAcceptedOnceTheirTurnComes() {
    for (long version : new long[] {5, 3, 4, 2}) {
      world.trc(world.a, host, maker.trc(1, version));
    }
    assertEquals(4, received("accepted", ""));
    assertEquals(5, world.b.store.trust().newestTrc(1).orElseThrow().version());
  }

  @Test
  void versionKeptAtOneReplicaIsAcceptedAfterTheOneBeforeArrivedAtTheOther() {
    world.trc(world.a, host, maker.trc(1, 3));
    world.trc(world.b, host, maker.trc(1, 2));
    assertEquals(3, world.b.store.trust().newestTrc(1).orElseThrow().version());
  }

  @Test
  void forgedEarlyVersionDoesNotShutOutTheRightOne() {
    Trc second = maker.trc(1, 2);
    world.trc(world.a, host, maker.update(second).signedBy(CORE_12).make());
    world.trc(world.a, host, maker.trc(1, 3));
    world.trc(world.a, host, second);
    assertEquals(maker.trc(1, 3), world.a.store.trust().newestTrc(1).orElseThrow());
    assertEquals(1, received("refused", "no-quorum"));
  }

  @Test
  void textIsUnpackedUpToItsLimitOnly() {
    ByteString json = maker.trc(1, 2).json();
    world.text(world.a, host, padded(json, Lz4Text.MAX_RECEIVED_BYTES + 1));
    assertEquals(1, received("refused", "lz4-too-long"));
    world.text(world.a, host, padded(json, Lz4Text.MAX_RECEIVED_BYTES));
    assertEquals(1, received("accepted", ""));
  }

  @Test
  void textsAreReadUpToTheBudgetOfTheirSourceAndThatOverAll() {
    ByteString json = padded(maker.trc(1, 2).json(), Lz4Text.MAX_RECEIVED_BYTES);
    world.close();
    int texts = Lz4Text.MAX_RECEIVED_BYTES;
    world = new TrustWorld(ServerLimits.DEFAULT.with(new TrustTextLimits(8 * texts, texts)));
    ByteString garbage = padded(ByteString.of("{".getBytes(StandardCharsets.UTF_8)), texts);
    for (int i = 0; i < 10; i++) {
      world.text(world.a, host, garbage);
    }
    assertEquals(4, received("refused", "malformed"));
    assertEquals(6, received("refused", "budget"));
    for (int i = 0; i < 10; i++) {
      world.text(world.a, new Peer("1-14", 100 + i), garbage);
    }
    assertEquals(8, received("refused", "malformed"));
    assertEquals(12, received("refused", "budget"));
    world.surroundings.clock().advanceMs(1_000);
    world.text(world.a, host, json);
    assertEquals(1, received("accepted", ""));
  }

  @Test
  void limitOfATextIsWhatIsConfigured() {
    ByteString json = maker.trc(1, 2).json();
    world.close();
    world = new TrustWorld(ServerLimits.DEFAULT.with(texts(json.size() - 1)));
    world.text(world.a, host, json);
    assertEquals(1, received("refused", "lz4-too-long"));
    world.close();
    world = new TrustWorld(ServerLimits.DEFAULT.with(texts(json.size())));
    world.text(world.a, host, json);
    assertEquals(1, received("accepted", ""));
  }

  private static DecoderLimits texts(int bytes) {
    DecoderLimits d = DecoderLimits.DEFAULT;
    return new DecoderLimits(
        d.messageBytes(),
        d.eventBytes(),
        d.unpackedBytes(),
        d.nesting(),
        d.segmentsPerMessage(),
        d.revocationsPerMessage(),
        d.asEntries(),
        d.peersPerEntry(),
        d.siblings(),
        d.items(),
        bytes);
  }

  private static ByteString padded(ByteString json, int size) {
    byte[] text = new byte[size];
    java.util.Arrays.fill(text, (byte) ' ');
    System.arraycopy(json.unsafeBytes(), 0, text, 0, json.size());
    return ByteString.owning(text);
  }

  @Test
  void appendsOfTrustCountInTheBudgetOfTheirSource() {
    world.close();
    world = new TrustWorld(ServerLimits.DEFAULT.with(new AppendLimits(2_000, 200, 1, 20)));
    world.trc(world.a, host, maker.trc(1, 2));
    world.trc(world.a, host, maker.trc(1, 3));
    assertEquals(1, received("accepted", ""));
    assertEquals(1, received("refused", "budget"));
  }

  // Across versions

  @Test
  void quorumAndGracePeriodHoldAcrossVersionsAndBothReplicasFoldTheSame() {
    long nowS = world.surroundings.clock().wallMs() / 1_000;
    Trc first = maker.trc(1);
    Trc second = maker.update(first).createdS(nowS).graceS(100).quorum(2).make();
    var draftOfThird = maker.update(second);
    world.trc(world.a, host, second);

    // Both versions are active for 100 s.
    registerUp(1);
    registerUp(2);
    assertEquals(2, registered());
    world.runForMs(100_000);
    registerUp(1);
    assertEquals(3, registered());
    world.runForMs(1_000);
    registerUp(1);
    registerUp(2);
    assertEquals(1, world.a.registrations("refused", "trust"));
    assertEquals(4, registered());

    // The third version needs two signatures, as the second one requires, and an appropriate time.
    world.trc(world.b, host, draftOfThird.signedBy(CORE_11).make());
    world.trc(
        world.b, host, maker.update(second).createdS(nowS + 99).signedBy(CORE_11, CORE_12).make());
    assertEquals(1, TrustWorld.received(world.b, "trc", "refused", "no-quorum"));
    assertEquals(1, TrustWorld.received(world.b, "trc", "refused", "created-in-grace-period"));
    world.trc(world.b, host, maker.update(second).graceS(0).signedBy(CORE_11, CORE_12).make());
    assertEquals(1, TrustWorld.received(world.b, "trc", "accepted", ""));
    world.runForMs(1_000);
    registerUp(2);
    assertEquals(2, world.a.registrations("refused", "trust"));
    registerUp(3);
    assertEquals(5, registered());

    assertEquals(3, world.a.store.trust().newestTrc(1).orElseThrow().version());
    assertEquals(world.a.store.digest(Topic.TRUST), world.b.store.digest(Topic.TRUST));
    assertEquals(world.a.store.digest(Topic.EVENTS), world.b.store.digest(Topic.EVENTS));
  }

  private void registerUp(long trcVersion) {
    world.register(
        world.a,
        host,
        SegmentType.UP,
        world
            .surroundings
            .network()
            .segments()
            .along("1-11", "1-14")
            .trcVersion(trcVersion)
            .make());
  }

  private long registered() {
    return world.a.registrations("added", "") + world.a.registrations("updated", "");
  }
}
