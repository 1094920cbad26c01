package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/** A TRC update removes 1-13 from the core ASes, while segments that start there are stored. */
class RemovedCoreAsTest {
  private static final IsdAs REMOVED = IsdAs.parse("1-13");
  private static final int GRACE_S = 60;

  private ServerWorld world;

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void start(String ia) {
    world = new ServerWorld(IsdAs.parse(ia), 0.10, ServerLimits.DEFAULT).ready();
  }

  private void register(SegmentType type, String... ases) {
    world.register(type, segment(ases));
  }

  private PathSegment segment(String... ases) {
    return world.network.segments().along(ases).make();
  }

  private void update() {
    TrustMaker maker = world.network.trust();
    Trc without =
        maker
            .update(maker.trc(1))
            .withoutCore(REMOVED)
            .createdS(world.clock.wallMs() / 1_000)
            .graceS(GRACE_S)
            .make();
    world.receive(new TrcReply(Lz4Text.pack(without.json())));
    assertEquals(2, world.store.trust().newestTrc(1).orElseThrow().version());
  }

  private List<String> starts(String dst) {
    return world.ask(dst).stream()
        .map(segment -> segment.firstIa() + ".." + segment.lastIa())
        .sorted()
        .toList();
  }

  private long messagesTo(Class<?> kind, String ia) {
    return world.sentOut.stream()
        .filter(sent -> kind.isInstance(sent.payload().message()))
        .filter(
            sent ->
                sent.to() instanceof Destination.PathService to && to.ia().equals(IsdAs.parse(ia)))
        .count();
  }

  @Test
  void localServerStopsAnsweringWithItsSegmentsWhenTheGracePeriodIsOver() {
    start("1-14");
    register(SegmentType.UP, "1-11", "1-14");
    register(SegmentType.CORE, "1-13", "1-11");
    register(SegmentType.DOWN, "1-13", "1-15");
    List<String> before = List.of("1-11..1-14", "1-13..1-11", "1-13..1-15");
    assertEquals(before, starts("1-15"));
    update();
    world.timers.runForMs(GRACE_S * 1_000);
    assertEquals(before, starts("1-15"), "the last second of the grace period");
    world.timers.runForMs(1_000);
    assertEquals(List.of(), starts("1-15"));
    assertEquals(List.of("1-11..1-14"), starts("1-0"), "it is not any core AS either");
  }

  @Test
  void coreServerStopsToo() {
    start("1-11");
    register(SegmentType.CORE, "1-12", "1-11");
    register(SegmentType.CORE, "1-13", "1-11");
    register(SegmentType.DOWN, "1-13", "1-15");
    assertEquals(List.of("1-12..1-11", "1-13..1-11"), starts("1-0"));
    assertEquals(2, starts("1-15").size());
    update();
    world.timers.runForMs((GRACE_S + 1) * 1_000);
    assertEquals(List.of("1-12..1-11"), starts("1-0"));
    assertEquals(List.of(), starts("1-15"));
  }

  @Test
  void nothingIsSentOverItsSegments() {
    start("1-15");
    register(SegmentType.UP, "1-13", "1-15");
    world.receive(new SegmentRequest(ServerWorld.LOCAL, IsdAs.parse("2-23"), false, false));
    assertEquals(1, messagesTo(SegmentRequest.class, "1-13"));
    update();
    world.timers.runForMs((GRACE_S + 1) * 1_000);
    world.receive(new SegmentRequest(ServerWorld.LOCAL, IsdAs.parse("2-24"), false, false));
    world.revoke(world.network.revocations().revoke(IsdAs.parse("1-15"), 11));
    assertEquals(1, messagesTo(SegmentRequest.class, "1-13"));
    assertEquals(0, messagesTo(RevocationNotice.class, "1-13"));
  }

  @Test
  void removedCoreAsPropagatesItsSegmentsNoMore() {
    start("1-13");
    register(SegmentType.CORE, "1-11", "1-13");
    register(SegmentType.DOWN, "1-13", "1-15");
    update();
    world.timers.runForMs((GRACE_S + 1) * 1_000);
    long until = messagesTo(SegmentSync.class, "1-11");
    assertTrue(until > 0);
    world.timers.runForMs(1_200_000);
    assertEquals(until, messagesTo(SegmentSync.class, "1-11"));
  }

  @Test
  void heldSegmentsOfItAreNotUsedEither() {
    start("1-14");
    register(SegmentType.UP, "1-11", "1-14");
    world.log.faults().goAway();
    world.core.readiness().logReachable(false);
    world.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.CORE, segment("1-13", "1-11"))),
        ServerWorld.HOST);
    world.log.faults().comeBack();
    assertEquals(List.of("1-11..1-14", "1-13..1-11"), starts("1-0"));
    update();
    world.timers.runForMs((GRACE_S + 1) * 1_000);
    assertEquals(List.of("1-11..1-14"), starts("1-0"));
  }
}
