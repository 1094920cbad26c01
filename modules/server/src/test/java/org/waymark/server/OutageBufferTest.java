package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.OutageLimits;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;

/**
 * The behaviour of a replica while the log is away, and after its return (ARCHITECTURE, While Kafka
 * is away).
 */
class OutageBufferTest {
  private ServerWorld.Surroundings surroundings = ServerWorld.Surroundings.twoIsds();
  private ServerWorld world = replica("ps-1", ServerLimits.DEFAULT);

  private ServerWorld replica(String id, ServerLimits limits) {
    return new ServerWorld(surroundings, id, ServerWorld.LOCAL, 0.10, 5, limits).ready();
  }

  private void limited(OutageLimits limits) {
    world.close();
    world = replica("ps-1", ServerLimits.DEFAULT.with(limits));
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void logGoesAway() {
    world.log.faults().goAway();
    world.core.readiness().logReachable(false);
  }

  private void logComesBack() {
    world.log.faults().comeBack();
    world.core.readiness().logReachable(true);
  }

  /**
   * Appends the tick of another replica, and applies it. Only then is it certain that the log has
   * lost no records.
   */
  private void logGoesOn() {
    world.appendEvent(new EventBody.TickEvent(world.clock.wallMs()));
  }

  /** Lets time pass, and applies what is appended during it. */
  private void pass(int seconds) {
    for (int second = 0; second < seconds; second++) {
      world.timers.runForMs(1_000);
      world.applyAll();
    }
  }

  private PathSegment up(String... ases) {
    return world.network.segments().along(ases).make();
  }

  private void register(PathSegment segment) {
    world.register(SegmentType.UP, segment);
  }

  private Revocation revocation(String ia, long interfaceId) {
    return world.network.revocations().revoke(IsdAs.parse(ia), interfaceId);
  }

  private long dropped(String reason) {
    return (long) world.registry.counter("waymark.room.dropped", "reason", reason).count();
  }

  private long counted(String name) {
    return (long) world.registry.counter(name).count();
  }

  /**
   * {@return the number of segments and revocations that this replica appended} Some time passes,
   * with ticks.
   */
  private long appended() {
    return counted("ps_segs_to_zk_total") + counted("ps_revs_to_zk_total");
  }

  private int held() {
    return (int) world.gauge("waymark.room.entries");
  }

  private long forwarded() {
    return world.sentOut.stream()
        .filter(sent -> sent.payload().message() instanceof RevocationNotice)
        .count();
  }

  private StateDigest digest() {
    return world.store.digest(Topic.EVENTS);
  }

  @Test
  void segmentIsHeldAndAnsweredWithWhileTheLogIsAway() {
    StateDigest before = digest();
    long events = world.events();
    logGoesAway();
    PathSegment segment = up("1-11", "1-14");
    register(segment);
    assertEquals(1, world.registrations("held", ""));
    assertEquals(1, held());
    long bytes = (long) world.gauge("waymark.room.bytes");
    assertTrue(
        bytes > segment.memoryBytes() && bytes < 2 * segment.memoryBytes() + 4_096,
        bytes + " bytes");
    assertEquals(List.of(segment), world.ask("1-11"));
    assertEquals(1, counted("waymark.room.answers"));
    assertEquals(before, digest());
    logComesBack();
    assertEquals(events, world.events());
  }

  @Test
  void heldSegmentIsAppendedOnceWhenTheLogIsBackAndOthersServeIt() {
    ServerWorld other = replica("ps-2", ServerLimits.DEFAULT);
    logGoesAway();
    PathSegment segment = up("1-11", "1-14");
    register(segment);
    logComesBack();
    long events = world.events();
    pass(5);
    assertEquals(events + 1, world.events());
    assertEquals(1, counted("waymark.room.drained"));
    assertEquals(0, held());
    assertEquals(0, (long) world.gauge("waymark.room.bytes"));
    assertEquals(List.of(segment), world.ask("1-11"));
    assertEquals(0, counted("waymark.room.answers"));
    other.applyAll();
    assertEquals(List.of(segment), other.ask("1-11"));
    assertEquals(digest(), other.store.digest(Topic.EVENTS));
    other.close();
  }

  @Test
  void whatOthersRecordedMeanwhileIsReadBeforeAnythingIsAppended() {
    ServerWorld other = replica("ps-2", ServerLimits.DEFAULT);
    logGoesAway();
    PathSegment segment = up("1-11", "1-14");
    register(segment);
    logComesBack();
    other.register(SegmentType.UP, segment);
    long events = world.events();
    world.timers.runForMs(3_000);
    // A store that is behind must not be used for decisions.
    assertEquals(1, held());
    pass(3);
    assertEquals(events, world.events());
    assertEquals(1, dropped("recorded"));
    assertEquals(0, held());
    other.close();
  }

  @Test
  void appendOfUnknownFateIsHeldAndFoundInTheLogLater() {
    long events = world.events();
    world.log.faults().loseNextAnswers(1);
    world.core.readiness().logReachable(false);
    world.core.readiness().logReachable(true);
    world.log.faults().holdAppends();
    PathSegment segment = up("1-11", "1-14");
    world.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment)), ServerWorld.HOST);
    world.core.readiness().logReachable(false);
    world.log.faults().releaseAppends();
    assertEquals(1, world.registrations("held", ""));
    world.core.readiness().logReachable(true);
    pass(3);
    assertEquals(events + 1, world.events());
    assertEquals(1, dropped("recorded"));
    assertEquals(0, held());
  }

  /** The log watch takes a few seconds to notice that the log is away. */
  @Test
  void segmentIsHeldBeforeItIsKnownThatTheLogIsAway() {
    long before = appended();
    world.log.faults().goAway();
    PathSegment segment = up("1-11", "1-14");
    register(segment);
    assertEquals(1, world.registrations("held", ""));
    assertEquals(List.of(segment), world.ask("1-11"));
    world.timers.runForMs(5_000);
    assertEquals(1, held(), "the log cannot be read to its end");
    world.core.readiness().logReachable(false);
    register(up("1-12", "1-14"));
    assertEquals(2, world.registrations("held", ""));
    logComesBack();
    pass(5);
    assertEquals(before + 2, appended());
    assertEquals(0, held());
  }

  /**
   * The client knows immediately that it cannot reach a broker, and therefore that no record was
   * appended.
   */
  @Test
  void segmentWhoseConnectionIsRefusedIsHeldAndAppendedLater() {
    long before = appended();
    world.log.faults().refuseNextConnections(1);
    PathSegment segment = up("1-11", "1-14");
    register(segment);
    assertEquals(1, world.registrations("held", ""));
    assertEquals(List.of(segment), world.ask("1-11"));
    pass(5);
    assertEquals(before + 1, appended());
    assertEquals(0, held());
    assertEquals(List.of(segment), world.ask("1-11"));
  }

  @Test
  void revocationIsHeldAndForwardedBeforeItIsKnownThatTheLogIsAway() {
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    long events = world.events();
    world.log.faults().goAway();
    Revocation revocation = revocation("1-14", 3);
    world.revoke(revocation);
    assertEquals(1, world.revocations("held", ""));
    assertEquals(1, forwarded());
    assertEquals(List.of(), world.ask("1-12"));
    world.log.faults().comeBack();
    world.revoke(revocation);
    assertEquals(1, forwarded(), "it is forwarded once");
    pass(3);
    assertEquals(events + 1, world.events());
    assertEquals(1, forwarded());
  }

  @Test
  void revocationOfUnknownFateIsForwardedAtOnceAndFoundInTheLogLater() {
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    long events = world.events();
    world.log.faults().loseNextAnswers(1);
    world.revoke(revocation("1-14", 3));
    assertEquals(1, world.revocations("held", ""));
    assertEquals(1, forwarded());
    pass(3);
    assertEquals(events + 1, world.events());
    logGoesOn();
    pass(1);
    assertEquals(events + 2, world.events());
    assertEquals(1, dropped("recorded"));
    assertEquals(1, forwarded());
  }

  @Test
  void lostAppendIsHeldAndRepeated() {
    long events = world.events();
    world.log.faults().holdAppends();
    world.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.UP, up("1-11", "1-14"))),
        ServerWorld.HOST);
    logGoesAway();
    world.log.faults().releaseAppends();
    assertEquals(1, world.registrations("held", ""));
    logComesBack();
    world.log.faults().loseNextAppends(1);
    pass(5);
    assertEquals(events + 1, world.events());
    assertEquals(0, held());
  }

  @Test
  void revocationKillsInAnswersIsForwardedAtOnceAndAppendedInTime() {
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    logGoesAway();
    StateDigest before = digest();
    world.revoke(revocation("1-14", 3));
    assertEquals(1, world.revocations("held", ""));
    assertEquals(List.of(), world.ask("1-12"));
    assertEquals(1, world.ask("1-11").size());
    assertEquals(1, forwarded());
    assertEquals(before, digest());
    logComesBack();
    long events = world.events();
    pass(2);
    assertEquals(events + 1, world.events());
    assertEquals(1, counted("waymark.room.drained"));
    assertEquals(1, forwarded());
    assertEquals(List.of(), world.ask("1-12"));
    pass(20);
    assertEquals(0, held());
    assertEquals(List.of(), world.ask("1-12"));
  }

  @Test
  void revocationPastItsTimeIsDroppedAndActsFifteenSecondsLonger() {
    register(up("1-12", "1-14"));
    logGoesAway();
    world.revoke(revocation("1-14", 3));
    pass(30);
    assertEquals(List.of(), world.ask("1-12"));
    logComesBack();
    long appended = appended();
    pass(15);
    assertEquals(1, dropped("past"));
    assertEquals(List.of(), world.ask("1-12"));
    pass(1);
    assertEquals(1, world.ask("1-12").size());
    assertEquals(0, held());
    assertEquals(appended, appended());
    assertEquals(1, dropped("past"));
  }

  @Test
  void heldRevocationKillsHeldSegmentsAndThoseThatComeWhileItLasts() {
    logGoesAway();
    register(up("1-12", "1-14"));
    assertEquals(1, world.ask("1-12").size());
    world.revoke(revocation("1-14", 3));
    assertEquals(1, world.revocations("held", ""));
    assertEquals(1, dropped("killed"));
    assertEquals(List.of(), world.ask("1-12"));
    register(up("1-12", "1-14"));
    assertEquals(1, world.registrations("killed", ""));
    assertEquals(List.of(), world.ask("1-12"));
    pass(13);
    register(up("1-12", "1-14"));
    assertEquals(2, world.registrations("held", ""));
    assertEquals(1, world.ask("1-12").size());
  }

  /**
   * The segment that proved the revocation is no longer held, but other held segments still name
   * the local AS.
   */
  @Test
  void heldRevocationIsKnownAfterItKilledTheHeldSegmentThatProvedIt() {
    logGoesAway();
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    Revocation revocation = revocation("1-14", 3);
    world.revoke(revocation);
    assertEquals(1, dropped("killed"));
    world.revoke(revocation);
    assertEquals(1, world.revocations("known", ""));
    assertEquals(0, (long) world.gauge("waymark.revocations.unproven"));
    assertEquals(1, forwarded(), "it is handed on once");
    world.clock.advanceMs(10_000);
    world.revoke(revocation("1-14", 3));
    assertEquals(2, world.revocations("held", ""), "the next one lasts longer");
    assertEquals(2, forwarded());
  }

  @Test
  void segmentThatAStoredRevocationKillsDoesNotEnter() {
    register(up("1-12", "1-14"));
    world.revoke(revocation("1-14", 3));
    logGoesAway();
    register(up("1-12", "1-14"));
    assertEquals(1, world.registrations("killed", ""));
    assertEquals(0, held());
  }

  @Test
  void revocationThatWaitsIsProvenByASegmentThatComesToBeHeld() {
    logGoesAway();
    world.revoke(revocation("1-14", 3));
    assertEquals(1, world.revocations("waiting", ""));
    register(up("1-12", "1-14"));
    assertEquals(1, world.revocations("held", ""));
    assertEquals(List.of(), world.ask("1-12"));
  }

  @Test
  void newestOfAPathIsHeld() {
    logGoesAway();
    PathSegment first = up("1-11", "1-14");
    register(first);
    world.clock.advanceMs(60_000);
    PathSegment second = up("1-11", "1-14");
    register(second);
    assertEquals(1, held());
    assertEquals(List.of(second), world.ask("1-11"));
    register(first);
    assertEquals(1, world.registrations("superseded", ""));
    assertEquals(List.of(second), world.ask("1-11"));
    logComesBack();
    long appended = appended();
    pass(3);
    assertEquals(appended + 1, appended());
    assertEquals(List.of(second), world.ask("1-11"));
  }

  @Test
  void newestRevocationOfAnInterfaceAndTreeIsHeld() {
    register(up("1-12", "1-14"));
    logGoesAway();
    Revocation first = revocation("1-14", 3);
    world.revoke(first);
    world.clock.advanceMs(10_000);
    Revocation second = revocation("1-14", 3);
    assertEquals(first.epoch() + 1, second.epoch());
    world.revoke(second);
    assertEquals(2, world.revocations("held", ""));
    assertEquals(1, held());
    assertEquals(1, dropped("replaced"));
    world.revoke(first);
    world.revoke(second);
    assertEquals(2, world.revocations("known", ""));
    assertEquals(1, held());
    // The first revocation has ended, but the second one is in force.
    world.clock.advanceMs(9_000);
    assertEquals(List.of(), world.ask("1-12"));
    logComesBack();
    long revocations = counted("ps_revs_to_zk_total");
    pass(2);
    assertEquals(revocations + 1, counted("ps_revs_to_zk_total"));
    try (ReadView view = world.store.view()) {
      assertEquals(
          Set.of(second.expiryMs()),
          view.revocations(second.ia(), 3).stream()
              .map(StoredRevocation::expiryMs)
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void oldestGoesWhenThereAreMoreThanTheLimit() {
    limited(new OutageLimits(2, 1 << 20));
    logGoesAway();
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    assertEquals(2, held());
    assertEquals(0, dropped("displaced"));
    register(up("1-13", "1-12", "1-14"));
    assertEquals(2, held());
    assertEquals(1, dropped("displaced"));
    assertEquals(List.of(), world.ask("1-11"));
    assertEquals(1, world.ask("1-12").size());
  }

  @Test
  void heldSegmentWhoseAppendWasNotAnsweredIsLookedForInTheLogBeforeItIsAppendedAgain() {
    logGoesAway();
    register(up("1-11", "1-14"));
    logComesBack();
    long events = world.events();
    world.log.faults().loseNextAnswers(1);
    world.timers.runForMs(3_000);
    assertEquals(events + 1, world.events());
    assertEquals(1, held(), "nothing was applied so far");
    pass(5);
    assertEquals(events + 1, world.events());
    assertEquals(0, held());
  }

  @Test
  void segmentThatIsLargerThanTheRoomIsRefused() {
    limited(new OutageLimits(100, 100));
    logGoesAway();
    register(up("1-11", "1-14"));
    assertEquals(0, held());
    assertEquals(1, world.registrations("refused", "overload"));
  }

  /** A revoked peering link kills no segment, but the held segment proves the revocation. */
  @Test
  void waitingRevocationOfAPeerLinkIsProvenByASegmentThatComesToBeHeld() {
    logGoesAway();
    world.revoke(revocation("1-14", 21));
    assertEquals(0, world.revocations("held", ""));
    register(up("1-11", "1-14"));
    assertEquals(1, world.revocations("held", ""));
    assertEquals(2, held());
  }

  @Test
  void oldestGoesWhenThereAreMoreBytesThanTheLimit() {
    PathSegment first = up("1-11", "1-14");
    PathSegment second = up("1-12", "1-14");
    logGoesAway();
    register(first);
    register(second);
    int both = (int) world.gauge("waymark.room.bytes");
    logComesBack();
    pass(3);
    limited(new OutageLimits(100, both));
    world.clock.advanceMs(3_600_000);
    logGoesAway();
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    assertEquals(2, held());
    logComesBack();
    pass(3);
    limited(new OutageLimits(100, both - 1));
    world.clock.advanceMs(3_600_000);
    logGoesAway();
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    assertEquals(1, held());
    assertEquals(1, dropped("displaced"));
    assertTrue(world.gauge("waymark.room.bytes") < both);
  }

  /** {@return the two paths over the two links to the same core AS} */
  private List<CapnpSegment> sameEnds() {
    return world
        .network
        .segments()
        .up(ServerWorld.LOCAL, 2)
        .filter(segment -> segment.firstIa().equals(IsdAs.parse("1-11")))
        .toList();
  }

  private void limited(int perPair, int perLastAs) {
    world.close();
    world =
        replica(
            "ps-1", ServerLimits.DEFAULT.with(new RegistrationLimits(perPair, perLastAs, 2_000)));
  }

  @Test
  void whatIsHeldCountsAmongTheLivePathsOfAPair() {
    limited(1, 2_000);
    logGoesAway();
    sameEnds().forEach(this::register);
    register(up("1-12", "1-14"));
    assertEquals(2, world.registrations("held", ""));
    assertEquals(1, world.registrations("refused", "budget"));
    world.clock.advanceMs(60_000);
    register(sameEnds().getFirst());
    assertEquals(3, world.registrations("held", ""));
    assertEquals(2, held());
  }

  @Test
  void whatIsHeldCountsAmongTheLivePathsOfALastAs() {
    limited(100, 2);
    register(sameEnds().getFirst());
    logGoesAway();
    // A version of a stored path does not count as another path.
    world.clock.advanceMs(6_000_000);
    register(sameEnds().getFirst());
    register(sameEnds().getLast());
    assertEquals(2, world.registrations("held", ""));
    register(up("1-12", "1-14"));
    assertEquals(1, world.registrations("refused", "budget"));
    logComesBack();
    pass(3);
    assertEquals(2, counted("waymark.room.drained"));
  }

  @Test
  void pathsThatOthersBroughtMeanwhileLeaveNoRoomForMore() {
    limited(1, 2_000);
    ServerWorld other = replica("ps-2", ServerLimits.DEFAULT);
    logGoesAway();
    register(sameEnds().getFirst());
    logComesBack();
    other.register(SegmentType.UP, sameEnds().getLast());
    world.applyAll();
    long appended = appended();
    pass(3);
    logGoesOn();
    pass(1);
    assertEquals(appended, appended());
    assertEquals(1, dropped("budget"));
    assertEquals(0, held());
    other.close();
  }

  @Test
  void divergedReplicaHoldsWhatComesWhileTheLogIsAway() {
    world.core.readiness().diverged("a row cannot be read");
    logGoesAway();
    register(up("1-11", "1-14"));
    assertEquals(1, held());
    assertEquals(1, world.registrations("held", ""));
  }

  @Test
  void nothingIsAppendedToALogThatReplacedTheOldOne() {
    logGoesAway();
    register(up("1-11", "1-14"));
    long events = world.store.position(Topic.EVENTS).orElseThrow().nextOffset();
    world.log.faults().comeBack();
    world.core.readiness().diverged("the log was replaced");
    world.core.readiness().logReachable(true);
    world.timers.runForMs(30_000);
    assertEquals(events, world.events());
    assertEquals(1, held());
  }

  @Test
  void whatOnlyProlongsALittleWhatOthersRecordedMeanwhileIsNotAppended() {
    ServerWorld other = replica("ps-2", ServerLimits.DEFAULT);
    PathSegment earlier = up("1-11", "1-14");
    world.clock.advanceMs(60_000);
    logGoesAway();
    register(up("1-11", "1-14"));
    logComesBack();
    other.register(SegmentType.UP, earlier);
    world.applyAll();
    long appended = appended();
    pass(3);
    assertEquals(appended, appended());
    assertEquals(1, dropped("damped"));
    assertEquals(0, held());
    other.close();
  }

  @Test
  void endedSegmentIsDropped() {
    logGoesAway();
    register(up("1-11", "1-14"));
    world.clock.advanceMs(25 * 3_600_000L);
    logComesBack();
    long appended = appended();
    pass(2);
    assertEquals(appended, appended());
    assertEquals(1, dropped("expired"));
    assertEquals(0, held());
  }

  @Test
  void whatIsHeldIsAppendedPaced() {
    world.close();
    world = replica("ps-1", ServerLimits.DEFAULT.with(new AppendLimits(4, 200, 100, 20)));
    logGoesAway();
    register(up("1-11", "1-14"));
    register(up("1-12", "1-14"));
    logComesBack();
    long events = world.events();
    pass(1);
    assertEquals(events + 1, world.events());
    pass(1);
    assertEquals(events + 2, world.events());
  }
}
