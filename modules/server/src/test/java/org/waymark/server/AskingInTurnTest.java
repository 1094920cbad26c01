package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/** Which core ASes a server queries while the nearest one has no answer, and after it has one. */
class AskingInTurnTest {
  private static final IsdAs LOCAL = ServerWorld.LOCAL;
  private static final Requester CORE_SERVER =
      new Requester(IsdAs.parse("1-11"), new HostAddress.Ipv4(0x7f000002), 1);

  private final ServerWorld.Surroundings surroundings = ServerWorld.Surroundings.twoIsds();
  private final ServerWorld local = world("ps-1", LOCAL);
  private final ServerWorld core = world("ps-core", IsdAs.parse("1-11"));

  private final PathSegment toNear = segment("1-11", "1-14");
  private final PathSegment toFar = segment("1-13", "1-12", "1-14");

  private ServerWorld world(String id, IsdAs ia) {
    return new ServerWorld(surroundings, id, ia, 0, 1, ServerLimits.DEFAULT).ready();
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), surroundings.faults().faults());
    List.of(local, core).forEach(ServerWorld::close);
  }

  private PathSegment segment(String... ases) {
    return surroundings.network().segments().along(ases).make();
  }

  private static SegmentRequest request(String dst, boolean sibra, boolean cacheOnly) {
    return new SegmentRequest(LOCAL, IsdAs.parse(dst), sibra, cacheOnly);
  }

  private static SegmentRequest request(String dst) {
    return request(dst, false, false);
  }

  private void pass(long ms) {
    surroundings.timers().runForMs(ms);
  }

  /** {@return the core ASes to which requests were forwarded since the last call} */
  private static List<IsdAs> asked(ServerWorld world) {
    List<IsdAs> asked =
        world.sentOut.stream()
            .filter(sent -> sent.payload().message() instanceof SegmentRequest)
            .map(sent -> ((Destination.PathService) sent.to()).ia())
            .toList();
    world.sentOut.clear();
    return asked;
  }

  private static List<IsdAs> ases(String... ases) {
    return List.of(ases).stream().map(IsdAs::parse).toList();
  }

  private static SegmentReply reply(String dst, SegmentType type, PathSegment segment) {
    return new SegmentReply(
        request(dst), SegmentRecords.of(List.of(SegmentRecord.of(type, segment)), List.of()));
  }

  private void registerUps() {
    local.register(SegmentType.UP, toNear);
    local.register(SegmentType.UP, segment("1-12", "1-14"));
    local.register(SegmentType.UP, toFar);
  }

  /** One result per query, so that the nearest core AS does not hide the others. */
  @Test
  void localServerAsksTheNextCoreAsWhenOneHadItsTwoSeconds() {
    local.register(SegmentType.UP, toNear);
    local.register(SegmentType.UP, toFar);
    for (int i = 0; i < 9; i++) {
      local.receive(request("2-24"));
      pass(500);
    }
    assertEquals(
        ases("1-11", "1-11", "1-11", "1-11", "1-13", "1-13", "1-13", "1-13", "1-11"), asked(local));
    assertEquals(2, local.registry.counter("waymark.requests.forwarded.next").count());
  }

  @Test
  void lateRepetitionGoesToTheNearestForThreeSecondsAsTheOriginalIsRecordedToDo() {
    local.register(SegmentType.UP, toNear);
    local.register(SegmentType.UP, toFar);
    local.receive(request("2-24"));
    pass(2_500);
    local.receive(request("2-24"));
    assertEquals(ases("1-11", "1-11"), asked(local));
    pass(3_000);
    local.receive(request("2-24"));
    local.receive(request("2-23"));
    assertEquals(ases("1-13", "1-11"), asked(local));
  }

  @Test
  void answerMakesTheNearestTheFirstAgain() {
    registerUps();
    local.receive(request("1-17"));
    pass(3_000);
    local.receive(request("1-17"));
    local.receiveOnly(
        reply("1-17", SegmentType.DOWN, segment("1-11", "1-14", "1-17")), CORE_SERVER);
    local.applyAll();
    assertEquals(1, local.sent.size());
    asked(local);
    local.receive(request("1-17"));
    assertEquals(List.of(), asked(local));
    local.revoke(
        surroundings
            .network()
            .revocations()
            .revoke(IsdAs.parse("1-17"), lastIngress(), surroundings.clock().wallMs()));
    local.receive(request("1-17"));
    assertEquals(ases("1-11"), asked(local), "nothing is found any more");
  }

  private long lastIngress() {
    return segment("1-11", "1-14", "1-17").hops().getLast().ingress();
  }

  @Test
  void onceAllHaveBeenAskedInVainEachHasItsTurnAgain() {
    registerUps();
    for (int i = 0; i < 7; i++) {
      local.receive(request("2-24"));
      pass(3_000);
    }
    assertEquals(ases("1-11", "1-12", "1-13", "1-11", "1-12", "1-13", "1-11"), asked(local));
  }

  @Test
  void othersAreAskedAfterTheFirstAnswerAndThenAllInRounds() {
    registerUps();
    local.receive(request("1-17"));
    local.receiveOnly(
        reply("1-17", SegmentType.DOWN, segment("1-11", "1-14", "1-17")), CORE_SERVER);
    local.applyAll();
    assertEquals(ases("1-11"), asked(local));
    // Ten requests per second from different hosts, for a minute.
    int messages = 0;
    List<List<IsdAs>> rounds = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      pass(100);
      local.receive(request("1-17"));
      List<IsdAs> round = asked(local);
      messages += round.size();
      if (!round.isEmpty()) {
        rounds.add(round);
      }
    }
    assertEquals(ases("1-12", "1-13"), rounds.getFirst());
    assertEquals(ases("1-11", "1-12", "1-13"), rounds.get(1));
    assertEquals(6, rounds.size(), "at 3 s, and every ten seconds from then on");
    assertEquals(2 + 5 * 3, messages);
    assertEquals(17, local.registry.counter("waymark.requests.forwarded.again").count());
  }

  @Test
  void coreServerAsksTheNearestOfTheOtherIsdAndOneMoreInTurn() {
    core.register(SegmentType.CORE, segment("2-21", "1-11"));
    core.register(SegmentType.CORE, segment("2-22", "1-13", "1-11"));
    core.register(SegmentType.CORE, segment("2-22", "2-21", "1-11"));
    core.receive(request("2-23"));
    core.receiveOnly(reply("2-23", SegmentType.DOWN, segment("2-21", "2-23")), CORE_SERVER);
    core.applyAll();
    asked(core);
    pass(3_000);
    core.receive(request("2-23"));
    assertEquals(ases("2-22"), asked(core));
    pass(10_000);
    core.receive(request("2-23"));
    assertEquals(ases("2-21", "2-22"), asked(core));
  }

  @Test
  void shorterWayOverAnotherCoreAsIsAskedForThoughAnUpSegmentLeadsThere() {
    registerUps();
    local.receive(request("1-13"));
    assertEquals(List.of(), asked(local), "as the original was observed to do");
    pass(3_000);
    local.receive(request("1-13"));
    assertEquals(ases("1-11", "1-12", "1-13"), asked(local));
  }

  @Test
  void coreServerAsksTheNextCoreAsOfTheOtherIsd() {
    core.register(SegmentType.CORE, segment("2-21", "1-11"));
    core.register(SegmentType.CORE, segment("2-22", "1-13", "1-11"));
    core.receive(request("2-24"));
    pass(3_000);
    core.receive(request("2-24"));
    assertEquals(ases("2-21", "2-22"), asked(core));
  }

  @Test
  void nobodyHasATurnForSibraSegments() {
    core.register(SegmentType.CORE, segment("2-21", "1-11"));
    core.register(SegmentType.CORE, segment("2-22", "1-13", "1-11"));
    core.receive(request("2-24", true, false));
    pass(5_000);
    core.receive(request("2-24", true, false));
    assertEquals(ases("2-21", "2-21"), asked(core));
  }

  @Test
  void whatIsRememberedIsAskedForOnceInTenSeconds() {
    registerUps();
    local.register(SegmentType.DOWN, segment("1-11", "1-14", "1-17"));
    local.receive(request("1-17"));
    pass(2_999);
    local.receive(request("1-17"));
    assertEquals(List.of(), asked(local));
    pass(1);
    SegmentRequest cacheOnly = request("1-17", false, true);
    local.receive(cacheOnly);
    local.receive(cacheOnly);
    assertEquals(cacheOnly, local.sentOut.getFirst().payload().message());
    assertEquals(ases("1-11", "1-12", "1-13"), asked(local));
    assertEquals(4, local.sent.size(), "each is answered immediately");
    assertEquals(0, local.core.requests().pending());
    assertEquals(3, local.registry.counter("waymark.requests.forwarded.again").count());
    pass(60_000);
    assertEquals(List.of(), asked(local), "only while hosts send requests");
  }

  @Test
  void coreServerAsksAgainForOtherIsdsOnlyAndNeverForCacheOnly() {
    core.register(SegmentType.CORE, segment("2-21", "1-11"));
    core.register(SegmentType.DOWN, segment("2-21", "2-23"));
    core.register(SegmentType.DOWN, segment("1-11", "1-14"));
    for (int i = 0; i < 3; i++) {
      for (String dst : List.of("2-21", "1-14")) {
        core.receive(request(dst));
      }
      core.receive(request("2-23", false, true));
      pass(10_000);
    }
    assertEquals(List.of(), asked(core));
    core.receive(request("2-23"));
    pass(10_000);
    core.receive(request("2-23"));
    assertEquals(ases("2-21"), asked(core));
  }
}
