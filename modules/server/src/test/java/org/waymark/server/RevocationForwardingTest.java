package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.RevocationMaker;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/** The ASes to which an accepted revocation is forwarded (PROTOCOL 7, "Accepted"). */
class RevocationForwardingTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = ServerWorld.LOCAL;

  private ServerWorld world = new ServerWorld().ready();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void coreServer() {
    world.close();
    world = new ServerWorld(CORE, 0.10, ServerLimits.DEFAULT).ready();
  }

  private void register(SegmentType type, String... ases) {
    world.register(type, world.network.segments().along(ases).make());
  }

  private static Requester host(String ia) {
    return new Requester(IsdAs.parse(ia), new HostAddress.Ipv4(0x7f000005), 30_000);
  }

  private Revocation revocation(String ia, long interfaceId) {
    return world.network.revocations().revoke(IsdAs.parse(ia), interfaceId);
  }

  private void revokeFrom(String ia, Revocation revocation) {
    world.receiveOnly(new RevocationNotice(revocation), host(ia));
    world.applyAll();
  }

  /** {@return the ASes to which revocations were forwarded, in order} */
  private List<String> handedOnTo() {
    return world.sentOut.stream()
        .filter(sent -> sent.payload().message() instanceof RevocationNotice)
        .map(sent -> ((Destination.PathService) sent.to()).ia().toString())
        .toList();
  }

  private long unsent() {
    return (long)
        world
            .registry
            .counter("waymark.forwarded", "kind", "revocation", "result", "no-segment")
            .count();
  }

  @Test
  void localServerHandsItsOwnInterfaceOnOverAnUpSegmentThatIsLeft() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    // The first UP segment of 1-11 enters by interface 1 or 2; this one belongs to 1-12.
    world.revoke(revocation("1-14", 3));
    assertEquals(List.of("1-11"), handedOnTo());
    assertEquals(0, unsent());
  }

  @Test
  void localServerHandsNothingOnWhenNoUpSegmentIsLeft() {
    register(SegmentType.UP, "1-12", "1-14");
    world.revoke(revocation("1-14", 3));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), handedOnTo());
    assertEquals(1, unsent());
  }

  @Test
  void localServerKeepsAnInterfaceOfItsIsdThatIsNotItsOwn() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    world.revoke(revocation("1-12", 11));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), handedOnTo());
  }

  @Test
  void localServerHandsAnInterfaceOfAnotherIsdOn() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.CORE, "2-21", "1-11");
    world.revoke(revocation("2-21", 1));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void revocationIsHandedOnOnceHoweverOftenItComes() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    Revocation revocation = revocation("1-14", 3);
    world.revoke(revocation);
    world.revoke(revocation);
    world.clock.advanceMs(10_000);
    world.revoke(revocation("1-14", 3));
    assertEquals(List.of("1-11", "1-11"), handedOnTo());
  }

  @Test
  void equalRevocationsUnderWayAreOneAppendAndHandedOnOnce() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    long events = world.events();
    world.log.faults().holdAppends();
    Revocation revocation = revocation("1-14", 3);
    for (int i = 0; i < 5; i++) {
      world.receiveOnly(new RevocationNotice(revocation), host("1-14"));
    }
    world.log.faults().releaseAppends();
    world.applyAll();
    assertEquals(events + 1, world.events());
    assertEquals(5, world.revocations("recorded", ""));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void unprovenRevocationIsHandedOnOnlyOnceItIsProven() {
    register(SegmentType.UP, "1-11", "1-14");
    world.revoke(revocation("2-21", 1));
    assertEquals(List.of(), handedOnTo());
    register(SegmentType.CORE, "2-21", "1-11");
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void transitServerHandsTheRevocationOfItsChildLinkOnThoughNoSegmentHeldHereUsesIt() {
    register(SegmentType.UP, "1-11", "1-14");
    long events = world.events();
    Revocation childLink = revocation("1-14", 11);
    world.revoke(childLink);
    world.revoke(childLink);
    assertEquals(List.of("1-11"), handedOnTo());
    assertEquals(1, world.revocations("handed-on", ""));
    assertEquals(events, world.events(), "it is not appended");
    world.clock.advanceMs(10_000);
    world.revoke(revocation("1-14", 11));
    assertEquals(List.of("1-11", "1-11"), handedOnTo(), "once per epoch");
    world.timers.runForMs(30_000);
    assertEquals(0, world.revocations("refused", "unproven"), "it has proven");
  }

  @Test
  void whatTheLocalAsHasNotSignedIsNotHandedOn() {
    Revocation beforeAnySegment = revocation("1-14", 12);
    world.revoke(beforeAnySegment);
    register(SegmentType.UP, "1-11", "1-14");
    Revocation childLink = revocation("1-14", 11);
    world.revoke(
        new Revocation(
            childLink.ia(),
            childLink.interfaceId(),
            childLink.epoch(),
            hash(1),
            childLink.siblings(),
            childLink.prevRoot(),
            childLink.nextRoot(),
            childLink.hashType(),
            childLink.treeTtlS()));
    world.revoke(
        RevocationMaker.provingOnly(
            ProofSide.PREVIOUS,
            RevocationMaker.provingOnly(ProofSide.NEXT, childLink, hash(2)),
            hash(2)));
    world.revoke(revocation("1-11", 11));
    world.receive(besideNoSegment(childLink));
    assertEquals(List.of(), handedOnTo());
  }

  @Test
  void madeUpNeighbourRootsDoNotHaveARevocationHandedOnAgain() {
    register(SegmentType.UP, "1-11", "1-14");
    Revocation childLink = revocation("1-14", 11);
    for (int i = 1; i < 5; i++) {
      world.revoke(RevocationMaker.provingOnly(ProofSide.NEXT, childLink, hash(i)));
    }
    world.revoke(childLink);
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void revocationHandedOnKillsTheSegmentThatArrivesLaterAndIsNotHandedOnAgain() {
    register(SegmentType.UP, "1-11", "1-14");
    Revocation revocation = revocation("1-14", 3);
    world.revoke(revocation);
    register(SegmentType.UP, "1-12", "1-14");
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), world.ask("1-12"));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void transitServerHandsOnByWhatItHoldsWhileTheLogIsAway() {
    world.log.faults().goAway();
    world.core.readiness().logReachable(false);
    world.receiveOnly(
        ServerWorld.registration(
            SegmentRecord.of(
                SegmentType.UP, world.network.segments().along("1-11", "1-14").make())),
        ServerWorld.HOST);
    world.receiveOnly(new RevocationNotice(revocation("1-14", 11)), ServerWorld.HOST);
    assertEquals(List.of("1-11"), handedOnTo());
  }

  @Test
  void revocationBesideSegmentRecordsIsNeverHandedOn() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    world.receive(besideNoSegment(revocation("1-14", 3)));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), handedOnTo());
  }

  @Test
  void unprovenRevocationThatAlsoCameByItselfIsHandedOn() {
    register(SegmentType.UP, "1-11", "1-14");
    Revocation revocation = revocation("2-21", 1);
    world.receive(besideNoSegment(revocation));
    world.revoke(revocation);
    world.receive(besideNoSegment(revocation));
    register(SegmentType.CORE, "2-21", "1-11");
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  private static SegmentReply besideNoSegment(Revocation revocation) {
    return new SegmentReply(
        new SegmentRequest(LEAF, CORE, false, false),
        SegmentRecords.of(List.<SegmentRecord>of(), List.of(revocation)));
  }

  @Test
  void inactiveInterfaceIsARevocationAndAnActiveOneIsNot() {
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.UP, "1-12", "1-14");
    world.receive(state(true));
    assertEquals(List.of(), handedOnTo());
    world.receive(state(false));
    assertEquals(List.of("1-11"), handedOnTo());
  }

  private InterfaceStateInfos state(boolean active) {
    return new InterfaceStateInfos(
        List.of(
            Decoded.accepted(new InterfaceState(3, active, Optional.of(revocation("1-14", 3))))));
  }

  @Test
  void revocationFromAnotherIsdIsRefused() {
    register(SegmentType.UP, "1-11", "1-14");
    revokeFrom("2-21", revocation("1-11", 11));
    assertEquals(1, world.revocations("refused", "other-isd"));
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void coreServerHandsItsOwnInterfaceOnToEveryCoreAsItHasASegmentTo() {
    coreServer();
    register(SegmentType.DOWN, "1-11", "1-14");
    register(SegmentType.CORE, "1-12", "1-11");
    revokeFrom("1-11", revocation("1-11", 11));
    // 1-13 is also a core AS, but no segment leads there.
    assertEquals(List.of("1-12"), handedOnTo());
    assertEquals(1, unsent());
  }

  @Test
  void coreServerHandsOnWhatAnAsThatIsNoCoreAsSays() {
    coreServer();
    register(SegmentType.DOWN, "1-11", "1-14");
    register(SegmentType.CORE, "1-12", "1-11");
    register(SegmentType.CORE, "1-13", "1-11");
    revokeFrom("1-14", revocation("1-14", 1));
    assertEquals(List.of("1-12", "1-13"), handedOnTo());
  }

  @Test
  void coreServerHandsNothingOnThatAnotherCoreAsSays() {
    coreServer();
    register(SegmentType.DOWN, "1-12", "1-14");
    register(SegmentType.CORE, "1-12", "1-11");
    register(SegmentType.CORE, "1-13", "1-11");
    revokeFrom("1-12", revocation("1-12", 11));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), handedOnTo());
  }

  @Test
  void coreServerHandsOnWhatItsOwnAsSaysOfAnotherIsd() {
    coreServer();
    register(SegmentType.CORE, "2-21", "1-11");
    register(SegmentType.CORE, "1-12", "1-11");
    revokeFrom("1-11", revocation("2-21", 1));
    assertEquals(List.of("1-12"), handedOnTo());
  }

  @Test
  void madeUpNeighbourRootsDoNotUseUpWhatTheHonestRevocationNeeds() {
    world.close();
    world = new ServerWorld(LEAF, 0, ServerLimits.DEFAULT).ready();
    // One segment is created in the last seconds of a window, the other in the first seconds of the
    // next, so that each side of an honest revocation proves against one of them.
    long windowMs = world.network.topology().treeTtls().of(LEAF) * 1_000;
    world.timers.runForMs(windowMs - world.clock.wallMs() % windowMs - 5_000);
    register(SegmentType.UP, "1-11", "1-14");
    world.timers.runForMs(15_000);
    Revocation before = revocation("1-11", 11);
    world.revoke(RevocationMaker.provingOnly(ProofSide.PREVIOUS, before, hash(1)));
    assertEquals(1, world.revocations("recorded", ""));
    world.timers.runForMs(10_000);
    Revocation honest = revocation("1-11", 11);
    // Both sides of this revocation prove by the row of the first one.
    world.revoke(RevocationMaker.provingOnly(ProofSide.PREVIOUS, honest, hash(1)));
    assertEquals(2, world.revocations("recorded", ""));
    world.timers.runForMs(3_000);
    register(SegmentType.UP, "1-11", "1-14");
    world.revoke(honest);
    assertEquals(3, world.revocations("recorded", ""));
    assertEquals(List.of(), world.ask("1-11"));
  }

  private static ByteString hash(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return ByteString.owning(bytes);
  }
}
