package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.Unset;

class RegistrationTest {
  private ServerWorld world = new ServerWorld().ready();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private CapnpSegment up() {
    return world.network.segments().along("1-11", "1-14").make();
  }

  @Test
  void verifiedSegmentIsAppendedAppliedAndServed() {
    CapnpSegment segment = up();
    world.register(SegmentType.UP, segment);
    assertEquals(1, world.registrations("added", ""));
    assertEquals(1, world.events());
    assertEquals(List.of(segment), world.ask("1-11"));
  }

  @Test
  void sameBytesAgainAreKnownAndNotAppended() {
    CapnpSegment segment = up();
    world.register(SegmentType.UP, segment);
    world.register(SegmentType.UP, segment);
    assertEquals(1, world.registrations("known", ""));
    assertEquals(1, world.events());
  }

  @Test
  void versionThatOnlyProlongsALittleIsKnown() {
    world.register(SegmentType.UP, up());
    world.clock.advanceMs(60_000);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("known", ""));
    assertEquals(1, world.events());
  }

  @Test
  void versionThatProlongsByAShareOfItsLifetimeIsAnEvent() {
    CapnpSegment old = up();
    world.register(SegmentType.UP, old);
    long lifetimeS = old.expiryS() - old.timestampS();
    world.clock.advanceMs((lifetimeS / 10 - 1) * 1_000);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.events());
    world.clock.advanceMs(1_000);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("updated", ""));
    assertEquals(2, world.events());
  }

  @Test
  void versionWithOtherContentIsAnEventHoweverLittleItProlongs() {
    world.register(SegmentType.UP, up());
    world.clock.advanceMs(1_000);
    world.register(
        SegmentType.UP, world.network.segments().along("1-11", "1-14").withoutPeers().make());
    assertEquals(1, world.registrations("updated", ""));
  }

  @Test
  void versionThatEndsEarlierIsSupersededAndNotAppended() {
    world.register(SegmentType.UP, up());
    world.register(
        SegmentType.UP, world.network.segments().along("1-11", "1-14").expTime(10).make());
    assertEquals(1, world.registrations("superseded", ""));
    assertEquals(1, world.events());
  }

  @Test
  void refreshMinZeroDampsNothingButWhatIsStored() {
    world.close();
    world = new ServerWorld(ServerWorld.LOCAL, 0, ServerLimits.DEFAULT).ready();
    world.register(SegmentType.UP, up());
    world.clock.advanceMs(1_000);
    world.register(SegmentType.UP, up());
    assertEquals(2, world.events());
  }

  @Test
  void burstOfEqualRegistrationsIsOneAppend() {
    CapnpSegment segment = up();
    world.log.faults().holdAppends();
    for (int i = 0; i < 5; i++) {
      world.receiveOnly(
          ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment)), ServerWorld.HOST);
    }
    world.log.faults().releaseAppends();
    world.applyAll();
    assertEquals(1, world.events());
    assertEquals(5, world.registrations("added", ""));
  }

  @Test
  void brokenSignatureIsRefusedAndNothingIsAppended() {
    refuses(
        "signature",
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").brokenSignature(1).make());
  }

  @Test
  void copyOfAStoredSegmentIsKnownByWhatSignaturesCoverWithoutALookAtThem() {
    CapnpSegment segment = up();
    world.register(SegmentType.UP, segment);
    CapnpSegment copy = world.network.segments().along("1-11", "1-14").brokenSignature(1).make();
    assertEquals(segment.eventId(SegmentType.UP), copy.eventId(SegmentType.UP));
    world.register(SegmentType.UP, copy);
    assertEquals(1, world.registrations("known", ""));
    assertEquals(1, world.events());
    assertEquals(List.of(segment), world.ask("1-11"), "the verified bytes");
  }

  @Test
  void copyOfAStoredSegmentUnderAnotherTypeIsVerified() {
    world.register(SegmentType.UP, up());
    world.register(
        SegmentType.DOWN, world.network.segments().along("1-11", "1-14").brokenSignature(1).make());
    assertEquals(1, world.registrations("refused", "signature"));
  }

  @Test
  void copyOfASegmentThatEndedIsRefused() {
    CapnpSegment segment = world.network.segments().along("1-11", "1-14").expTime(1).make();
    world.register(SegmentType.UP, segment);
    world.clock.advanceMs(400_000);
    world.register(SegmentType.UP, segment);
    assertEquals(1, world.registrations("refused", "expired"));
  }

  @Test
  void unsignedEntryIsRefused() {
    refuses(
        "signature",
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").unsigned(0).make());
  }

  @Test
  void segmentWithAMissingCertificateIsParked() {
    world.register(
        SegmentType.UP, world.network.segments().along("1-11", "1-14").certVersion(9).make());
    assertEquals(1, world.registrations("parked", ""));
    assertEquals(0, world.events());
  }

  @Test
  void expiredSegmentIsRefused() {
    long nowS = world.clock.wallMs() / 1_000;
    refuses(
        "expired",
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").timestampS(nowS - 338).expTime(1).make());
  }

  @Test
  void segmentIsAcceptedInItsLastSecond() {
    long nowS = world.clock.wallMs() / 1_000;
    world.register(
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").timestampS(nowS - 337).expTime(1).make());
    assertEquals(1, world.registrations("added", ""));
  }

  @Test
  void segmentFromTheFutureIsRefused() {
    long nowS = world.clock.wallMs() / 1_000;
    refuses(
        "future",
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").timestampS(nowS + 601).make());
    world.register(
        SegmentType.UP,
        world.network.segments().along("1-11", "1-14").timestampS(nowS + 600).make());
    assertEquals(1, world.registrations("added", ""));
  }

  @Test
  void upSegmentThatEndsElsewhereIsRefused() {
    refuses("wrong-type", SegmentType.UP, world.network.segments().along("1-13", "1-15").make());
  }

  @Test
  void coreSegmentToALeafIsRefused() {
    refuses("wrong-type", SegmentType.CORE, up());
  }

  @Test
  void segmentCutBeforeItsEndIsRefused() {
    refuses("shape", SegmentType.DOWN, world.network.segments().along(cutAfterFirst()).make());
  }

  private org.waymark.fixtures.Route cutAfterFirst() {
    List<org.waymark.fixtures.Route.Step> steps =
        world.network.topology().route("1-11", "1-14", "1-16").steps();
    return new org.waymark.fixtures.Route(steps.subList(0, 2));
  }

  @Test
  void undecodableAndUntypedRecordsDoNotStopTheOthersOfTheirMessage() {
    world.receive(
        ServerWorld.registration(
            new SegmentRecord(
                Optional.of(SegmentType.UP),
                Decoded.refused(RefusalReason.NO_AS_ENTRIES, "no AS entry")),
            new SegmentRecord(Optional.empty(), Decoded.accepted(up())),
            SegmentRecord.of(SegmentType.UP, up())));
    assertEquals(1, world.registrations("refused", "undecodable"));
    assertEquals(1, world.registrations("refused", "type-unset"));
    assertEquals(1, world.registrations("added", ""));
  }

  @Test
  void refusalIsWrittenToAudit() {
    long before = world.log.end(Topic.AUDIT).nextOffset();
    refuses("wrong-type", SegmentType.CORE, up());
    assertEquals(before + 1, world.log.end(Topic.AUDIT).nextOffset());
  }

  @Test
  void refusalsBeyondTheBudgetAreOneSummaryPerReason() {
    CapnpSegment segment = up();
    for (int i = 0; i < 100; i++) {
      world.register(SegmentType.CORE, segment);
    }
    assertEquals(20, world.log.end(Topic.AUDIT).nextOffset());
    world.timers.runForMs(10_000);
    assertEquals(21, world.log.end(Topic.AUDIT).nextOffset());
  }

  @Test
  void segmentWhoseAppendWasNotAnsweredIsHeldAndStillAppears() {
    CapnpSegment segment = up();
    world.log.faults().loseNextAnswers(1);
    world.register(SegmentType.UP, segment);
    assertEquals(1, world.registrations("held", ""));
    assertEquals(List.of(segment), world.ask("1-11"));
  }

  @Test
  void refusedAppendIsSaidToBeRefused() {
    world.log.faults().refuseNextAppends(1);
    world.register(SegmentType.UP, up());
    assertEquals(1, world.registrations("refused", "log"));
  }

  @Test
  void acknowledgedRecordThatIsNeverAppliedHereIsUnknown() {
    world.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.UP, up())), ServerWorld.HOST);
    assertEquals(0, world.registrations("unknown", ""));
    world.timers.runForMs(5_000);
    assertEquals(1, world.registrations("unknown", ""));
  }

  @Test
  void appendsOfOneSourceAreLimited() {
    world.close();
    ServerLimits two = ServerLimits.DEFAULT.with(new AppendLimits(2_000, 200, 2, 20));
    world = new ServerWorld(ServerWorld.LOCAL, 0.1, two).ready();
    List<CapnpSegment> ups = world.network.segments().up(ServerWorld.LOCAL, 4).toList();
    assertTrue(ups.size() >= 3);
    ups.subList(0, 3).forEach(segment -> world.register(SegmentType.UP, segment));
    assertEquals(2, world.registrations("added", ""));
    assertEquals(1, world.registrations("refused", "budget"));
  }

  @Test
  void liveSegmentsPerLastAsAreLimited() {
    assertEquals(2_000, ServerLimits.DEFAULT.registrations().perLastAs());
    world.close();
    ServerLimits two = ServerLimits.DEFAULT.with(new RegistrationLimits(100, 2, 2_000));
    world = new ServerWorld(ServerWorld.LOCAL, 0, two).ready();
    List<CapnpSegment> ups = world.network.segments().up(ServerWorld.LOCAL, 2).toList();
    assertEquals(3, ups.size());
    ups.subList(0, 2).forEach(segment -> world.register(SegmentType.UP, segment));
    assertEquals(0, world.registrations("refused", "budget"));
    world.register(SegmentType.UP, ups.getLast());
    assertEquals(1, world.registrations("refused", "budget"));
    assertEquals(2, world.registrations("added", ""));
  }

  @Test
  void liveSegmentsPerPairAreLimitedButTheirUpdatesAreNot() {
    world.close();
    ServerLimits one = ServerLimits.DEFAULT.with(new RegistrationLimits(1, 2_000, 2_000));
    world = new ServerWorld(ServerWorld.LOCAL, 0, one).ready();
    List<CapnpSegment> sameEnds =
        world
            .network
            .segments()
            .up(ServerWorld.LOCAL, 2)
            .filter(segment -> segment.firstIa().equals(IsdAs.parse("1-11")))
            .toList();
    assertEquals(2, sameEnds.size());
    sameEnds.forEach(segment -> world.register(SegmentType.UP, segment));
    assertEquals(1, world.registrations("refused", "budget"));
    world.clock.advanceMs(5_000);
    world
        .network
        .segments()
        .up(ServerWorld.LOCAL, 2)
        .filter(segment -> segment.id().equals(sameEnds.getFirst().id()))
        .forEach(segment -> world.register(SegmentType.UP, segment));
    assertEquals(1, world.registrations("updated", ""));
  }

  @Test
  void recordsThatNoThreadHasRoomForAreDroppedAndCountedOneByOne() {
    world.executorIsFull = true;
    world.receive(
        new SegmentRegistration(
            SegmentRecords.of(
                List.of(
                    SegmentRecord.of(SegmentType.UP, up()), SegmentRecord.of(SegmentType.UP, up())),
                List.of(world.network.revocations().revoke(IsdAs.parse("1-14"), 1)))));
    assertEquals(
        3, world.registry.counter("waymark.messages.dropped", "reason", "overload").count());
    assertEquals(
        2, world.registry.counter("waymark.work.displaced", "kind", "registration").count());
    assertEquals(1, world.registry.counter("waymark.work.displaced", "kind", "revocation").count());
    world.executorIsFull = false;
    world.register(SegmentType.UP, up());
    assertEquals(1, world.events());
  }

  @Test
  void messageOfATypeNobodyHandlesIsCountedAndDropped() {
    world.receive(new Unset(Unset.Group.PATH_MGMT));
    assertEquals(
        1, world.registry.counter("waymark.messages.dropped", "reason", "unsupported").count());
  }

  private void refuses(String reason, SegmentType type, CapnpSegment segment) {
    world.register(type, segment);
    assertEquals(1, world.registrations("refused", reason));
    assertEquals(0, world.events());
  }
}
