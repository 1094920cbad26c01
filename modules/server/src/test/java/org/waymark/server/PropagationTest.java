package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Route;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentSync;

/**
 * One replica of core AS 1-11, and the messages that it sends. The other core ASes are 1-12 and
 * 1-13.
 */
class PropagationTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-11");

  private ServerWorld world = new ServerWorld(LOCAL, 0.10, ServerLimits.DEFAULT).ready();

  private int expectedFaults;

  @AfterEach
  void noFaults() {
    assertEquals(expectedFaults, world.faults.faults().size(), () -> "" + world.faults.faults());
    world.close();
  }

  private CapnpSegment core(String from) {
    return world.network.segments().along(from, "1-11").make();
  }

  /** {@return a DOWN segment; each number stands for another path, over its own link} */
  private CapnpSegment down(int number) {
    Route route =
        new Route(
            List.of(
                new Route.Step(LOCAL, 0, 100 + number),
                new Route.Step(IsdAs.parse("1-14"), 100 + number, 0)));
    return world.network.segments().along(route).withArbitraryRoots().make();
  }

  private List<CapnpSegment> downs(int count) {
    return IntStream.range(0, count).mapToObj(this::down).toList();
  }

  private void register(SegmentType type, List<CapnpSegment> segments) {
    segments.forEach(segment -> world.register(type, segment));
  }

  /** {@return the messages sent in the next second, as core AS and segments, in order} */
  private List<Sync> nextSecond() {
    return sentWithin(1);
  }

  private List<Sync> sentWithin(int seconds) {
    world.sentOut.clear();
    for (int i = 0; i < seconds; i++) {
      world.timers.runForMs(1_000);
      world.applyAll();
    }
    return world.sentOut.stream().map(Sync::of).toList();
  }

  private record Sync(String coreAs, List<PathSegment> segments) {
    static Sync of(ServerWorld.Sent sent) {
      SegmentSync sync = (SegmentSync) sent.payload().message();
      assertEquals(List.of(), sync.records().revocations());
      assertNotEquals(0, sent.payload().requestId());
      for (SegmentRecord record : sync.records().records()) {
        assertEquals(SegmentType.DOWN, record.type().orElseThrow());
      }
      return new Sync(
          ((Destination.PathService) sent.to()).ia().toString(),
          sync.records().records().stream().map(record -> record.segment().orElseThrow()).toList());
    }
  }

  @Test
  void newSegmentsGoOutWithinASecondRoundByRoundFiveInAMessageNewestFirst() {
    register(SegmentType.CORE, List.of(core("1-12"), core("1-13")));
    List<CapnpSegment> segments = downs(7);
    register(SegmentType.DOWN, segments);
    List<PathSegment> newest =
        new ArrayList<>(segments).reversed().stream().map(PathSegment.class::cast).toList();
    assertEquals(
        List.of(
            new Sync("1-12", newest.subList(0, 5)),
            new Sync("1-13", newest.subList(0, 5)),
            new Sync("1-12", newest.subList(5, 7)),
            new Sync("1-13", newest.subList(5, 7))),
        nextSecond());
  }

  @Test
  void coreAsWithoutACoreSegmentIsLeftOut() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    assertEquals(List.of("1-12"), nextSecond().stream().map(Sync::coreAs).toList());
  }

  @Test
  void nothingIsSentWithoutAnyCoreSegment() {
    register(SegmentType.DOWN, downs(1));
    assertEquals(List.of(), sentWithin(30));
  }

  @Test
  void onlyDownSegmentsOfTheLocalAsAreSent() {
    register(SegmentType.CORE, List.of(core("1-12"), core("1-13")));
    world.register(SegmentType.DOWN, world.network.segments().along("1-12", "1-14").make());
    assertEquals(List.of(), sentWithin(30));
    world.register(SegmentType.DOWN, world.network.segments().along("1-13", "1-15").make());
    assertEquals(List.of(), sentWithin(30), "of one that arrived while the lease was held");
  }

  @Test
  void coreAsOfAnotherIsdGetsNothing() {
    world.register(SegmentType.CORE, world.network.segments().along("2-21", "1-11").make());
    register(SegmentType.DOWN, downs(1));
    assertEquals(List.of(), sentWithin(30));
  }

  @Test
  void theWayIsTheCoreSegmentWithFewestHops() {
    CapnpSegment direct = core("1-12");
    world.register(SegmentType.CORE, world.network.segments().along("1-12", "1-13", "1-11").make());
    world.register(SegmentType.CORE, direct);
    register(SegmentType.DOWN, downs(1));
    nextSecond();
    assertEquals(new Destination.PathService(direct), world.sentOut.getFirst().to());
  }

  @Test
  void newVersionIsSentAfter0And5And20And60SecondsAndThenOncePerResend() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    assertEquals(List.of(1, 5, 20, 60), sendings(61));
    List<Integer> later = sendings(1_800);
    assertEquals(3, later.size());
    assertTrue(later.getFirst() <= 600, "its turn");
    assertEquals(600, later.get(1) - later.get(0));
    assertEquals(600, later.get(2) - later.get(1));
  }

  @Test
  void versionThatOnlyProlongsIsSentAfter0And20Seconds() {
    register(SegmentType.CORE, List.of(core("1-12")));
    world.register(SegmentType.DOWN, world.network.segments().along("1-11", "1-14").make());
    sendings(1_000);
    world.clock.advanceMs(3_000_000);
    world.register(SegmentType.DOWN, world.network.segments().along("1-11", "1-14").make());
    assertEquals(1, world.registrations("updated", ""));
    List<Integer> sent = sendings(65);
    assertEquals(List.of(1, 20), sent.subList(0, 2));
    assertTrue(sent.size() <= 3, "at its regular time at most, without repetitions: " + sent);
  }

  @Test
  void versionThatChangesMoreThanTimesIsSentAsANewOne() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    sendings(1_000);
    register(SegmentType.DOWN, downs(1));
    assertEquals(1, world.registrations("updated", ""));
    assertEquals(List.of(1, 5, 20, 60), sendings(61).stream().limit(4).toList());
  }

  /** {@return which of the next seconds had transmissions} */
  private List<Integer> sendings(int seconds) {
    List<Integer> sent = new ArrayList<>();
    for (int second = 1; second <= seconds; second++) {
      if (!nextSecond().isEmpty()) {
        sent.add(second);
      }
    }
    return sent;
  }

  @Test
  void messageWithRoomTakesAlongWhatIsDueNextLater() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(3));
    sentWithin(700);
    CapnpSegment added = down(9);
    world.register(SegmentType.DOWN, added);
    List<Sync> sent = nextSecond();
    assertEquals(1, sent.size());
    assertEquals(added, sent.getFirst().segments().getFirst());
    assertEquals(4, sent.getFirst().segments().size());
  }

  @Test
  void coreAsThatBecomesReachableGetsEverything() {
    register(SegmentType.DOWN, downs(12));
    sentWithin(1_000);
    register(SegmentType.CORE, List.of(core("1-12")));
    List<Sync> sent = nextSecond();
    assertEquals(3, sent.size());
    assertEquals(12, sent.stream().mapToInt(sync -> sync.segments().size()).sum());
  }

  @Test
  void paceOfACoreAsAndThePaceInAllHold() {
    world.close();
    world =
        new ServerWorld(LOCAL, 0.10, ServerLimits.DEFAULT.with(new PropagationSettings(600, 2, 3)))
            .ready();
    register(SegmentType.DOWN, downs(40));
    register(SegmentType.CORE, List.of(core("1-12")));
    assertEquals(List.of("1-12", "1-12"), nextSecond().stream().map(Sync::coreAs).toList());
    register(SegmentType.CORE, List.of(core("1-13")));
    assertEquals(List.of("1-12", "1-13", "1-12"), nextSecond().stream().map(Sync::coreAs).toList());
    assertEquals(List.of("1-13", "1-12", "1-13"), nextSecond().stream().map(Sync::coreAs).toList());
  }

  @Test
  void messageFitsADatagram() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(3));
    world.maxPayloadBytes = 512 + 2 * (down(0).bytes().size() * 9 / 8 + 70);
    assertEquals(List.of(2, 1), nextSecond().stream().map(sync -> sync.segments().size()).toList());
  }

  @Test
  void segmentThatFitsNoDatagramIsCountedAndLeftOut() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    world.maxPayloadBytes = 600;
    assertEquals(List.of(), nextSecond());
    assertEquals(
        1, world.registry.counter("waymark.propagation.dropped", "reason", "too-large").count());
  }

  @Test
  void nothingIsForgottenWhenSendingFailsOnce() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(2));
    sentWithin(200);
    world.register(SegmentType.DOWN, down(2));
    world.outboundFails = true;
    expectedFaults = 1;
    assertEquals(List.of(), nextSecond());
    world.outboundFails = false;
    List<Sync> sent = nextSecond();
    assertEquals(1, sent.size());
    assertEquals(down(2).id(), sent.getFirst().segments().getFirst().id());
    world.register(SegmentType.DOWN, down(3));
    assertEquals(down(3).id(), nextSecond().getFirst().segments().getFirst().id());
  }

  @Test
  void replicaThatCannotSendLeavesTheLeaseToOneThatCan() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    world.outboundAway = true;
    assertEquals(List.of(), sentWithin(100));
    assertEquals(0, world.gauge("waymark.lease.held"));
    world.outboundAway = false;
    assertEquals(down(0).id(), sentWithin(2).getFirst().segments().getFirst().id());
    assertEquals(1, world.gauge("waymark.lease.held"));
  }

  @Test
  void revokedSegmentIsNotSent() {
    register(SegmentType.CORE, List.of(core("1-12")));
    CapnpSegment segment = world.network.segments().along("1-11", "1-14").make();
    world.register(SegmentType.DOWN, segment);
    world.revoke(world.network.revocations().revoke(IsdAs.parse("1-14"), 1));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(), sentWithin(700));
  }

  @Test
  void segmentThatEndedIsNotSent() {
    register(SegmentType.CORE, List.of(core("1-12")));
    world.register(
        SegmentType.DOWN, world.network.segments().along("1-11", "1-14").expTime(1).make());
    assertEquals(4, sentWithin(300).size());
    assertEquals(List.of(), sentWithin(40 + 700).stream().skip(1).toList());
  }

  @Test
  void blockedSegmentIsNotSentUntilTheBlockIsLifted() {
    register(SegmentType.CORE, List.of(core("1-12")));
    CapnpSegment segment = down(0);
    world.register(SegmentType.DOWN, segment);
    BlockSubject subject = new BlockSubject.OfSegment(segment.id());
    world.appendEvent(new EventBody.BlockEvent(subject, world.clock.wallMs() + 3_600_000, ""));
    assertEquals(List.of(), sentWithin(700));
    world.appendEvent(new EventBody.BlockEvent(subject, 0, ""));
    assertEquals(1, sentWithin(600).size());
  }

  @Test
  void nothingIsSentWithoutTheLease() {
    world.log.faults().takeLeaseAway();
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(1));
    assertEquals(List.of(), sentWithin(30));
    assertEquals(0, world.gauge("waymark.lease.held"));
    world.log.faults().bringLeaseBack();
    assertEquals(1, nextSecond().size());
    assertEquals(1, world.gauge("waymark.lease.held"));
  }

  @Test
  void newHolderSendsAtOnceOnlyWhatIsYoung() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(10));
    sentWithin(119);
    world.register(SegmentType.DOWN, down(10));
    world.log.faults().takeLeaseAway();
    world.timers.runForMs(1_000);
    world.log.faults().bringLeaseBack();
    List<Sync> first = nextSecond();
    assertEquals(1, first.size());
    assertEquals(down(10).id(), first.getFirst().segments().getFirst().id());
    assertEquals(5, first.getFirst().segments().size());
    List<ByteString> sent =
        sentWithin(600).stream()
            .flatMap(sync -> sync.segments().stream())
            .map(segment -> segment.id().bytes())
            .distinct()
            .toList();
    assertEquals(11, sent.size(), "the rest at their regular times");
  }

  @Test
  void whoHoldsTheLeaseAgainAfterLongSendsOldSegmentsInTheirTurn() {
    register(SegmentType.CORE, List.of(core("1-12")));
    register(SegmentType.DOWN, downs(20));
    sentWithin(100);
    world.log.faults().takeLeaseAway();
    assertEquals(List.of(), sentWithin(900));
    world.log.faults().bringLeaseBack();
    assertTrue(nextSecond().size() <= 1);
    assertTrue(sentWithin(600).size() <= 6);
  }
}
