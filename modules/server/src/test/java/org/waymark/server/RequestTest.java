package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

class RequestTest {
  private final ServerWorld world = new ServerWorld();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private static SegmentRequest request(String dst) {
    return new SegmentRequest(ServerWorld.LOCAL, IsdAs.parse(dst), false, false);
  }

  private void registerUp() {
    world.register(SegmentType.UP, world.network.segments().along("1-11", "1-14").make());
  }

  @Test
  void replyEchoesRequestAndItsId() {
    world.ready();
    registerUp();
    world
        .core
        .pathServer()
        .received(new ControlPayload(request("1-11"), 4711), ServerWorld.HOST, world.replies());
    assertEquals(4711, world.sent.getFirst().requestId());
    SegmentReply reply = (SegmentReply) world.sent.getFirst().message();
    assertEquals(request("1-11"), reply.request());
  }

  @Test
  void requestIdZeroIsReplacedByARandomOne() {
    world.ready();
    registerUp();
    world
        .core
        .pathServer()
        .received(new ControlPayload(request("1-11"), 0), ServerWorld.HOST, world.replies());
    assertNotEquals(0, world.sent.getFirst().requestId());
  }

  @Test
  void nothingFoundIsNotAnswered() {
    world.ready();
    assertEquals(List.of(), world.ask("1-11"));
    assertTrue(world.sent.isEmpty());
  }

  @Test
  void requestForTheLocalAsIsDropped() {
    world.ready();
    registerUp();
    world.ask("1-14");
    assertTrue(world.sent.isEmpty());
    assertEquals(1, world.registry.counter("waymark.requests", "result", "own-as").count());
  }

  @Test
  void nothingIsAnsweredBeforeTheReplicaHasCaughtUp() {
    world.receiveOnly(request("1-11"), ServerWorld.HOST);
    assertTrue(world.sent.isEmpty());
    assertEquals(1, world.registry.counter("waymark.requests", "result", "not-ready").count());
  }

  @Test
  void staleReplicaGoesOnAnswering() {
    world.ready();
    registerUp();
    world.core.readiness().logReachable(false);
    assertEquals(Readiness.State.STALE, world.core.readiness().state());
    assertEquals(1, world.ask("1-11").size());
  }

  @Test
  void logThatGoesAwayDuringReplayMakesNoHalfStoreAnswer() {
    Readiness early = new Readiness();
    early.replaying();
    early.logReachable(false);
    assertEquals(Readiness.State.STALE, early.state());
    assertFalse(early.hasCaughtUp());
    early.diverged("truncated");
    assertFalse(early.hasCaughtUp());
    early.complete();
    assertFalse(early.hasCaughtUp());
  }

  @Test
  void staleReplicaThatHasNotCaughtUpAnswersNothing() {
    world.core.readiness().replaying();
    world.core.readiness().logReachable(false);
    assertEquals(Readiness.State.STALE, world.core.readiness().state());
    world.receiveOnly(request("1-11"), ServerWorld.HOST);
    assertEquals(1, world.registry.counter("waymark.requests", "result", "not-ready").count());
  }

  @Test
  void answerThatDoesNotFitIsCutAndCounted() {
    world.ready();
    world
        .network
        .segments()
        .up(ServerWorld.LOCAL, 2)
        .forEach(segment -> world.register(SegmentType.UP, segment));
    int all = world.ask("1-0").size();
    int allBytes = ControlCodec.encodeFramed(world.sent.getFirst()).size();
    world.maxPayloadBytes = allBytes;
    assertEquals(all, world.ask("1-0").size(), "what fits exactly is not cut");
    world.maxPayloadBytes = allBytes - 1;
    int left = world.ask("1-0").size();
    assertTrue(0 < left && left < all, left + " of " + all);
    assertTrue(ControlCodec.encodeFramed(world.sent.getFirst()).size() < allBytes);
    assertEquals(1, world.registry.counter("waymark.replies.cut").count());
  }

  @Test
  void segmentsAreServedUntilTheirLastSecond() {
    world.ready();
    registerUp();
    long endMs = world.ask("1-11").getFirst().endMs();
    world.clock.advanceMs(endMs - 1 - world.clock.wallMs());
    assertEquals(1, world.ask("1-11").size());
    world.clock.advanceMs(1);
    assertEquals(0, world.ask("1-11").size());
  }
}
