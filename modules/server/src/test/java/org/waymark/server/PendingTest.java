package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * Requests that are not answered immediately: pending, waiting, forwarded (PROTOCOL 6.1, 6.2, 6.4).
 */
class PendingTest {
  private static final IsdAs LOCAL = ServerWorld.LOCAL;
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final ServerWorld.Surroundings surroundings = ServerWorld.Surroundings.twoIsds();
  private final ServerWorld local = world("ps-1", LOCAL);
  private final ServerWorld other = world("ps-2", LOCAL);
  private final ServerWorld core = world("ps-core", CORE);

  private ServerWorld world(String id, IsdAs ia) {
    return new ServerWorld(surroundings, id, ia, 0, 5, ServerLimits.DEFAULT).ready();
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), surroundings.faults().faults());
    List.of(local, other, core).forEach(ServerWorld::close);
  }

  private PathSegment segment(String... ases) {
    return surroundings.network().segments().along(ases).make();
  }

  private static SegmentRequest request(String src, String dst) {
    return new SegmentRequest(IsdAs.parse(src), IsdAs.parse(dst), false, false);
  }

  private static Requester host(String ia, int port) {
    return new Requester(IsdAs.parse(ia), new HostAddress.Ipv4(0x7f000001), port);
  }

  private static Set<PathSegment> segments(ControlPayload reply) {
    return ((SegmentReply) reply.message())
        .records().records().stream()
            .map(record -> record.segment().orElseThrow())
            .collect(Collectors.toSet());
  }

  private void assertForwarded(ServerWorld world, SegmentRequest request, PathSegment over) {
    ServerWorld.Sent sent = world.sentOut.getLast();
    assertEquals(request, sent.payload().message());
    assertEquals(new Destination.PathService(over), sent.to());
  }

  @Test
  void aRequestAtOneReplicaIsAnsweredWhenTheSegmentIsRegisteredAtAnother() {
    local.receive(request("1-14", "1-11"));
    assertEquals(1, local.core.requests().pending());
    PathSegment up = segment("1-11", "1-14");
    other.register(SegmentType.UP, up);
    assertEquals(0, local.sent.size());
    local.applyAll();
    assertEquals(1, local.sent.size());
    assertEquals(Set.of(up), segments(local.sent.getFirst()));
    assertEquals(100, local.sent.getFirst().requestId());
    assertEquals(0, local.core.requests().pending());
    assertEquals(0, other.sent.size());
  }

  @Test
  void aVerifiedReplyAnswersBeforeItsAppendIsApplied() {
    PathSegment up = segment("1-11", "1-14");
    local.register(SegmentType.UP, up);
    local.receive(request("1-14", "1-17"));
    assertForwarded(local, request("1-14", "1-17"), up);
    PathSegment coreSegment = segment("1-13", "1-11");
    PathSegment down = segment("1-13", "1-15", "1-17");
    local.receiveOnly(
        new SegmentReply(
            request("1-14", "1-17"),
            SegmentRecords.of(
                List.of(
                    SegmentRecord.of(SegmentType.CORE, coreSegment),
                    SegmentRecord.of(SegmentType.DOWN, down)),
                List.of())),
        host("1-11", 1));
    assertEquals(1, local.sent.size());
    assertEquals(Set.of(up, coreSegment, down), segments(local.sent.getFirst()));
    local.applyAll();
    assertEquals(1, local.sent.size());
  }

  private SegmentReply replyOfThreeSegments() {
    return new SegmentReply(
        request("1-14", "1-17"),
        SegmentRecords.of(
            List.of(
                SegmentRecord.of(SegmentType.DOWN, segment("1-11", "1-14", "1-17")),
                SegmentRecord.of(SegmentType.CORE, segment("1-13", "1-11")),
                SegmentRecord.of(SegmentType.DOWN, segment("1-13", "1-15", "1-17"))),
            List.of()));
  }

  /**
   * This holds for any order of verification, and even if some segments are applied before others
   * are judged.
   */
  @Test
  void firstAnswerHasAllSegmentsOfTheReply() {
    local.register(SegmentType.UP, segment("1-11", "1-14"));
    local.receive(request("1-14", "1-17"));
    local.hasNoThread = true;
    local.receiveOnly(replyOfThreeSegments(), host("1-11", 1));
    while (local.tasks.size() > 1) {
      local.tasks.remove().run();
      local.applyAll();
      assertEquals(0, local.sent.size());
    }
    local.tasks.remove().run();
    assertEquals(1, local.sent.size());
    assertEquals(4, segments(local.sent.getFirst()).size());
  }

  @Test
  void replyOfWhichRecordsAreDroppedAnswersWithTheOthers() {
    local.register(SegmentType.UP, segment("1-11", "1-14"));
    local.receive(request("1-14", "1-17"));
    local.hasNoThread = true;
    local.receiveOnly(replyOfThreeSegments(), host("1-11", 1));
    local.tasks.remove().run();
    local.tasks.clear();
    local.hasNoThread = false;
    surroundings.timers().runForMs(1_000);
    local.applyAll();
    assertEquals(1, local.sent.size());
    assertEquals(2, segments(local.sent.getFirst()).size());
  }

  @Test
  void recordsForWhichThereIsNoThreadHoldUpNoAnswer() {
    local.register(SegmentType.UP, segment("1-11", "1-14"));
    local.receive(request("1-14", "1-17"));
    local.hasNoThread = true;
    PathSegment down = segment("1-11", "1-14", "1-17");
    local.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.DOWN, down)), host("1-11", 1));
    local.executorIsFull = true;
    local.receiveOnly(replyOfThreeSegments(), host("1-11", 1));
    local.executorIsFull = false;
    local.tasks.remove().run();
    assertEquals(1, local.sent.size(), "all segments of the reply have been judged");
  }

  @Test
  void segmentWhoseRegistrationWasRefusedAfterItsVerificationAnswersNothingLater() {
    ServerLimits one = ServerLimits.DEFAULT.with(new RegistrationLimits(1, 1, 2_000));
    try (ServerWorld full = new ServerWorld(surroundings, "ps-3", LOCAL, 0, 5, one).ready()) {
      full.register(SegmentType.UP, segment("1-11", "1-14"));
      full.register(SegmentType.UP, segment("1-12", "1-14"));
      assertEquals(1, full.registrations("refused", "budget"));
      full.receive(request("1-14", "1-12"));
      assertEquals(1, full.core.requests().pending());
      surroundings.timers().runForMs(1_500);
      assertEquals(List.of(), full.sent);
      assertEquals(1, full.core.requests().pending());
    }
  }

  @Test
  void repeatedRequestsAreSentOnEachTimeWithFreshIdsAndTheirFlags() {
    PathSegment longer = segment("1-12", "1-14");
    PathSegment up = surroundings.network().segments().along("1-11", "1-14").expTime(65).make();
    local.register(SegmentType.UP, longer);
    local.register(SegmentType.UP, up);
    SegmentRequest request = new SegmentRequest(LOCAL, IsdAs.parse("2-24"), false, true);
    local.receive(request);
    local.receive(request);
    assertEquals(2, local.sentOut.size());
    assertForwarded(local, request, up);
    long first = local.sentOut.getFirst().payload().requestId();
    long second = local.sentOut.getLast().payload().requestId();
    assertNotEquals(first, second);
    assertNotEquals(0, first);
    assertNotEquals(0, second);
    assertTrue(first != 100 && second != 101, "not the ids of the original requests");
    assertEquals(1, local.core.requests().pending());
  }

  @Test
  void waitingRequestsAreSentOverAnAddedUpSegmentEvenIfTheyCanBeAnswered() {
    local.receive(request("1-14", "1-11"));
    local.receive(request("1-14", "2-24"));
    assertEquals(2, local.core.requests().waiting());
    assertEquals(0, local.sentOut.size());
    PathSegment up = segment("1-11", "1-14");
    local.register(SegmentType.UP, up);
    assertEquals(2, local.sentOut.size());
    assertForwarded(local, request("1-14", "2-24"), up);
    assertEquals(1, local.sent.size());
    assertEquals(0, local.core.requests().waiting());
  }

  @Test
  void aNewVersionReleasesNothingUnlessTheOldOneHadEnded() {
    PathSegment old = surroundings.network().segments().along("1-11", "1-14").expTime(10).make();
    local.register(SegmentType.UP, old);
    SegmentRequest sibra = new SegmentRequest(LOCAL, IsdAs.parse("1-17"), true, false);
    local.receive(sibra);
    local.register(
        SegmentType.UP, surroundings.network().segments().along("1-11", "1-14").expTime(11).make());
    assertEquals(0, local.sentOut.size());
    surroundings.timers().runForMs(2 * 3_375_000);
    local.receive(sibra);
    assertEquals(1, local.core.requests().waiting());
    local.register(
        SegmentType.UP,
        surroundings
            .network()
            .segments()
            .along("1-11", "1-14")
            .timestampS(surroundings.clock().wallMs() / 1_000)
            .make());
    assertEquals(1, local.sentOut.size());
  }

  @Test
  void waitingLastsTenSecondsAndPendingTwo() {
    local.receive(request("1-14", "2-24"));
    surroundings.timers().runForMs(1_999);
    assertEquals(1, local.core.requests().pending());
    surroundings.timers().runForMs(1);
    assertEquals(0, local.core.requests().pending());
    surroundings.timers().runForMs(7_999);
    assertEquals(1, local.core.requests().waiting());
    surroundings.timers().runForMs(1);
    assertEquals(0, local.core.requests().waiting());
    local.register(SegmentType.UP, segment("1-11", "1-14"));
    assertEquals(0, local.sentOut.size());
  }

  @Test
  void aCoreServerSendsOnToAnyCoreAsOfTheIsdAndNothingToAMaster() {
    PathSegment coreSegment = segment("2-21", "1-11");
    core.register(SegmentType.CORE, coreSegment);
    SegmentRequest sibra =
        new SegmentRequest(IsdAs.parse("1-14"), IsdAs.parse("2-24"), true, false);
    core.receive(sibra);
    assertForwarded(core, sibra, coreSegment);
    core.receive(request("1-14", "2-0"));
    assertEquals(1, core.sentOut.size());
    assertEquals(1, core.sent.size());
  }

  @Test
  void aCoreServerWaitsForASegmentThatEndsAtItsOwnAs() {
    core.receive(request("1-14", "2-24"));
    assertEquals(1, core.core.requests().waiting());
    core.register(SegmentType.CORE, segment("2-21", "1-11", "1-13"));
    core.register(SegmentType.CORE, segment("1-12", "1-11"));
    core.register(SegmentType.DOWN, segment("2-21", "2-23"));
    assertEquals(0, core.sentOut.size());
    assertEquals(1, core.core.requests().waiting());
    PathSegment coreSegment = segment("2-21", "1-11");
    core.register(SegmentType.CORE, coreSegment);
    assertForwarded(core, request("1-14", "2-24"), coreSegment);
    assertEquals(1, core.core.requests().pending());
  }

  @Test
  void cacheOnlyIsDroppedByACoreServer() {
    core.register(SegmentType.CORE, segment("2-21", "1-11"));
    core.register(SegmentType.DOWN, segment("1-13", "1-15"));
    for (String dst : List.of("1-12", "1-14", "1-15", "1-99", "2-24", "9-0", "9-9", "0-0")) {
      core.receive(new SegmentRequest(CORE, IsdAs.parse(dst), false, true));
    }
    assertEquals(0, core.sent.size());
    assertEquals(0, core.sentOut.size());
    assertEquals(0, core.core.requests().pending());
    assertEquals(0, core.core.requests().waiting());
    assertEquals(8, core.registry.counter("waymark.requests", "result", "nothing").count());
  }

  @Test
  void aCoreServerAnswersInPartAndInFullWithinTwoSeconds() {
    PathSegment direct = segment("1-11", "1-14", "1-17");
    PathSegment around = segment("1-13", "1-15", "1-17");
    core.register(SegmentType.DOWN, direct);
    core.register(SegmentType.DOWN, around);
    core.receive(request("1-11", "1-17"));
    assertEquals(Set.of(direct), segments(core.sent.getFirst()));
    assertEquals(1, core.core.requests().pending());
    surroundings.timers().runForMs(900);
    PathSegment coreSegment = segment("1-13", "1-11");
    core.register(SegmentType.CORE, coreSegment);
    assertEquals(2, core.sent.size());
    assertEquals(Set.of(direct, around, coreSegment), segments(core.sent.getLast()));
    assertEquals(0, core.core.requests().pending());
  }

  /**
   * A copy of a stored segment is recognized without verifying its signatures, so nobody may
   * receive the copy.
   */
  @Test
  void copyWithAWrongSignatureIsNoAnswerToARequestThatWasAnsweredInPart() {
    PathSegment direct = segment("1-11", "1-14", "1-17");
    core.register(SegmentType.DOWN, direct);
    core.register(SegmentType.DOWN, segment("1-13", "1-15", "1-17"));
    core.receive(request("1-11", "1-17"));
    assertEquals(1, core.core.requests().pending());
    core.sent.clear();
    PathSegment copy =
        surroundings.network().segments().along("1-11", "1-14", "1-17").brokenSignature(2).make();
    assertEquals(direct.eventId(SegmentType.DOWN), copy.eventId(SegmentType.DOWN));
    core.register(SegmentType.DOWN, copy);
    surroundings.timers().runForMs(1_000);
    assertEquals(1, core.sent.size());
    assertEquals(Set.of(direct), segments(core.sent.getFirst()));
  }

  @Test
  void whatATrcTurnsIntoACoreAsIsAnsweredAsOne() {
    ServerWorld.Surroundings untrusted =
        ServerWorld.Surroundings.of(surroundings.network(), surroundings.clock());
    untrusted.appendTrust(isd -> isd == 1);
    try (ServerWorld early = new ServerWorld(untrusted, "ps-1", CORE, 0, 5, ServerLimits.DEFAULT)) {
      early.ready();
      early.receive(request("1-11", "2-21"));
      assertEquals(1, early.core.requests().pending());
      try (ServerWorld later =
          new ServerWorld(untrusted, "ps-2", CORE, 0, 5, ServerLimits.DEFAULT)) {
        later.ready();
        untrusted.appendTrust(isd -> isd == 2);
        later.applyAll();
        later.register(SegmentType.CORE, segment("2-21", "1-11"));
      }
      early.applyAll();
      assertEquals(1, early.sent.size());
    }
  }

  @Test
  void requestsAreForThoseThatCanBeAsked() {
    local.receive(request("1-14", "1-14"));
    assertEquals(0, local.core.requests().pending());
    for (String dst : List.of("0-0", "0-11", "9-0", "9-9", "1-99", "1-0", "2-0")) {
      local.receive(request("1-14", dst));
    }
    assertEquals(7, local.core.requests().pending());
    assertEquals(7, local.core.requests().waiting());
    assertInstanceOf(
        Destination.PathService.class, releasedBy(segment("1-11", "1-14")).getFirst().to());
    assertEquals(7, local.sentOut.size());
  }

  private List<ServerWorld.Sent> releasedBy(PathSegment up) {
    local.register(SegmentType.UP, up);
    return local.sentOut;
  }
}
