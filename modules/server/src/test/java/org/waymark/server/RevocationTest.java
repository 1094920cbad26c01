package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;

class RevocationTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final ServerWorld world = new ServerWorld().ready();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  /** Creates an UP segment over interface 11 of 1-11. */
  private CapnpSegment up() {
    return world.network.segments().along("1-11", "1-14").make();
  }

  private Revocation revocation() {
    return world.network.revocations().revoke(CORE, 11);
  }

  @Test
  void provenRevocationIsAppendedAndRemovesTheSegmentsThatUseTheInterface() {
    List<CapnpSegment> ups = world.network.segments().up(ServerWorld.LOCAL, 2).toList();
    ups.forEach(segment -> world.register(SegmentType.UP, segment));
    assertEquals(2, world.ask("1-11").size());
    world.revoke(revocation());
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(1, world.ask("1-11").size());
    assertEquals(1, world.ask("1-12").size());
  }

  @Test
  void sameRevocationAgainIsKnown() {
    world.register(SegmentType.UP, up());
    world.revoke(revocation());
    long events = world.events();
    world.revoke(revocation());
    assertEquals(1, world.revocations("known", ""));
    assertEquals(events, world.events());
  }

  @Test
  void sameRevocationWithOtherFreeBytesIsKnown() {
    world.register(SegmentType.UP, up());
    world.revoke(revocation());
    long events = world.events();
    for (int i = 0; i < 20; i++) {
      ByteString other = ByteString.owning(new byte[32]);
      other.unsafeBytes()[0] = (byte) i;
      world.revoke(
          org.waymark.fixtures.RevocationMaker.provingOnly(ProofSide.NEXT, revocation(), other));
    }
    assertEquals(events, world.events());
  }

  @Test
  void unprovenRevocationIsNotAppendedAndRefusesNothing() {
    world.revoke(revocation());
    assertEquals(1, world.revocations("waiting", ""));
    assertEquals(0, world.events());
  }

  @Test
  void revocationWithALargerProofThanAnyTreeGivesDoesNotWait() {
    int roots = revocation().prevRoot().size() + revocation().nextRoot().size();
    int siblings = revocation().siblings().stream().mapToInt(one -> one.hash().size()).sum();
    int most = 4_096 - roots - siblings;
    world.revoke(withNonceOf(most));
    assertEquals(1, world.revocations("waiting", ""));
    world.revoke(withNonceOf(most + 1));
    world.receive(
        new SegmentRegistration(SegmentRecords.of(List.of(), List.of(withNonceOf(1 << 20)))));
    assertEquals(2, world.revocations("refused", "invalid"));
    assertEquals(1, world.revocations("waiting", ""));
  }

  private Revocation withNonceOf(int bytes) {
    Revocation one = revocation();
    return new Revocation(
        one.ia(),
        one.interfaceId(),
        one.epoch(),
        ByteString.owning(new byte[bytes]),
        one.siblings(),
        one.prevRoot(),
        one.nextRoot(),
        one.hashType(),
        one.treeTtlS());
  }

  @Test
  void unprovenRevocationIsRecordedWhenTheSegmentItKillsArrives() {
    world.revoke(revocation());
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("killed", ""));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(1, world.events(), "the revocation alone");
    assertEquals(List.of(), world.ask("1-11"));
  }

  @Test
  void nobodyIsAnsweredWithASegmentThatAWaitingRevocationKills() {
    world.receive(new SegmentRequest(ServerWorld.LOCAL, CORE, false, false));
    world.revoke(revocation());
    world.register(SegmentType.UP, up());
    assertEquals(List.of(), world.sent);
  }

  @Test
  void unprovenRevocationActsOnceAnotherReplicasSegmentProvesIt() {
    world.revoke(revocation());
    CapnpSegment up = up();
    world.appendEvent(
        new EventBody.SegmentEvent(up.format(), SegmentType.UP, up.bytes(), List.of()));
    world.applyAll();
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), world.ask("1-11"));
  }

  @Test
  void unprovenRevocationIsGivenUpWhenItsTimeIsOver() {
    world.revoke(revocation());
    world.timers.runForMs(17_000);
    assertEquals(1, world.revocations("refused", "unproven"));
    world.register(SegmentType.UP, up());
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void segmentRegisteredWhileARevocationLastsIsKilledAndNotAppended() {
    world.register(SegmentType.UP, up());
    world.revoke(revocation());
    long events = world.events();
    world.clock.advanceMs(1_000);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("killed", ""));
    assertEquals(events, world.events());
  }

  @Test
  void segmentIsLiveAgainWhenRegisteredAfterTheRevocation() {
    world.register(SegmentType.UP, up());
    world.revoke(revocation());
    world.clock.advanceMs(13_000);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void nextEpochProvesAgainstASegmentThatIsAlreadyKilled() {
    world.register(SegmentType.UP, up());
    world.revoke(revocation());
    world.clock.advanceMs(10_000);
    world.revoke(revocation());
    assertEquals(2, world.revocations("recorded", ""));
  }

  @Test
  void revocationOfAnotherTimeIsRefused() {
    world.register(SegmentType.UP, up());
    Revocation old = revocation();
    world.clock.advanceMs(17_000);
    world.revoke(old);
    assertEquals(1, world.revocations("refused", "not-current"));
  }

  @Test
  void revocationWithAnotherTreeTtlIsRefused() {
    world.register(SegmentType.UP, up());
    Revocation r = revocation();
    world.revoke(
        new Revocation(
            r.ia(),
            r.interfaceId(),
            r.epoch(),
            r.nonce(),
            r.siblings(),
            r.prevRoot(),
            r.nextRoot(),
            r.hashType(),
            r.treeTtlS() * 2));
    assertEquals(1, world.revocations("refused", "tree-ttl"));
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void revocationOfAPeerLinkKillsNothingAndIsSentWithReplies() {
    world.register(SegmentType.UP, up());
    world.revoke(world.network.revocations().revoke(ServerWorld.LOCAL, 21));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(1, world.ask("1-11").size());
    assertEquals(
        1,
        ((org.waymark.wire.message.SegmentReply) world.sent.getFirst().message())
            .records()
            .revocations()
            .size());
  }

  /** The revocation kills no segment, so it is retried only when a segment is applied. */
  @Test
  void waitingRevocationOfAPeerLinkIsRecordedWhenASegmentWithThatLinkIsApplied() {
    world.revoke(world.network.revocations().revoke(ServerWorld.LOCAL, 21));
    assertEquals(0, world.revocations("recorded", ""));
    world.register(SegmentType.UP, up());
    world.applyAll();
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void segmentThatArrivesAfterTheTimeOfAWaitingRevocationIsNotKilled() {
    Revocation revocation = revocation();
    world.revoke(revocation);
    world.clock.advanceMs(revocation.expiryMs() - world.clock.wallMs());
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("added", ""));
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void revocationWhoseLeafIsNotThatOfItsEpochIsRefused() {
    Revocation right = revocation();
    List<Revocation.Sibling> siblings = new ArrayList<>(right.siblings());
    Revocation.Sibling first = siblings.getFirst();
    siblings.set(0, new Revocation.Sibling(!first.isLeft(), first.hash()));
    world.revoke(
        new Revocation(
            right.ia(),
            right.interfaceId(),
            right.epoch(),
            right.nonce(),
            siblings,
            right.prevRoot(),
            right.nextRoot(),
            right.hashType(),
            right.treeTtlS()));
    assertEquals(1, world.revocations("refused", "invalid"));
    assertEquals(0, (long) world.gauge("waymark.revocations.unproven"));
  }

  @Test
  void revocationInsideASegmentRecordActsOnlyWhenProven() {
    world.receive(
        new SegmentRegistration(
            SegmentRecords.of(
                List.of(SegmentRecord.of(SegmentType.UP, up())),
                List.of(world.network.revocations().revoke(CORE, 12)))));
    assertEquals(1, world.registrations("added", ""));
    assertEquals(1, world.revocations("waiting", ""));
    assertEquals(1, world.ask("1-11").size());
  }
}
