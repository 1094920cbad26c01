package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.TrustWorld.Peer;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.Lz4Text;

/**
 * TRCs and chains that arrive while the log is away. They are refused and counted, and then
 * requested again for the segments that need them until they are recorded.
 */
class TrustWithoutLogTest {
  private final TrustWorld world = new TrustWorld();
  private final TrustMaker maker = world.surroundings.network().trust();
  private final Peer host = new Peer("1-14", 1);

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.surroundings.faults().faults());
    world.close();
  }

  private void logGoesAway() {
    world.surroundings.log().faults().goAway();
    world.a.core.readiness().logReachable(false);
    world.b.core.readiness().logReachable(false);
  }

  private void logComesBack() {
    world.surroundings.log().faults().comeBack();
    world.a.core.readiness().logReachable(true);
    world.b.core.readiness().logReachable(true);
  }

  private CapnpSegment up(long trcVersion) {
    return world
        .surroundings
        .network()
        .segments()
        .along("1-11", "1-14")
        .trcVersion(trcVersion)
        .make();
  }

  /** {@return the number of appends whose outcome is unknown, because the log did not respond} */
  private long unknown(String kind) {
    return TrustWorld.received(world.a, kind, "unknown", "");
  }

  private long accepted(String kind) {
    return TrustWorld.received(world.a, kind, "accepted", "");
  }

  @Test
  void trcThatASegmentWaitsForIsAskedForUntilTheLogIsBack() {
    CapnpSegment segment = up(2);
    logGoesAway();
    world.register(world.a, host, SegmentType.UP, segment);
    host.messages();
    int times = 5;
    for (int i = 1; i <= times; i++) {
      world.trc(world.a, host, maker.trc(1, 2));
      assertEquals(i, unknown("trc"));
      world.runForMs(3_000);
      assertEquals(List.of(new TrcRequest(1, 2, true)), host.messages());
    }
    assertEquals(1, world.a.core.trust().parkedSegments());
    logComesBack();
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(1, accepted("trc"));
    assertEquals(0, world.a.core.trust().parkedSegments());
    assertEquals(List.of(segment), world.a.ask("1-11"));
    assertEquals(times, unknown("trc"));
  }

  @Test
  void chainThatASegmentWaitsForIsAskedForUntilTheLogIsBack() {
    IsdAs core = IsdAs.parse("1-11");
    CapnpSegment segment =
        world
            .surroundings
            .network()
            .segments()
            .along("1-11", "1-14")
            .withArbitraryRoots()
            .certVersion(2)
            .make();
    world.register(world.a, host, SegmentType.UP, segment);
    world.chain(world.a, host, maker.chain(ServerWorld.LOCAL, 2));
    host.messages();
    logGoesAway();
    world.chain(world.a, host, maker.chain(core, 2));
    assertEquals(1, unknown("chain"));
    world.runForMs(3_000);
    assertEquals(List.of(new CertChainRequest(core, 2, true)), host.messages());
    logComesBack();
    world.chain(world.a, host, maker.chain(core, 2));
    assertEquals(2, accepted("chain"));
    assertEquals(List.of(segment), world.a.ask("1-11"));
  }

  @Test
  void keptTrcThatCannotBeRecordedWhenItsTurnComesIsAskedForAgain() {
    world.register(world.a, host, SegmentType.UP, up(3));
    world.trc(world.a, host, maker.trc(1, 3));
    assertEquals(1, TrustWorld.received(world.a, "trc", "early", ""));
    // The record has been appended but not applied yet; next, the third one becomes due.
    world.a.receiveOnly(new TrcReply(Lz4Text.pack(maker.trc(1, 2).json())), host.address);
    world.surroundings.log().faults().refuseNextAppends(1);
    world.applyAll();
    assertEquals(1, accepted("trc"));
    assertEquals(1, TrustWorld.received(world.a, "trc", "refused", "log"));
    host.messages();
    world.runForMs(3_000);
    assertEquals(List.of(new TrcRequest(1, 3, true)), host.messages());
    world.trc(world.a, host, maker.trc(1, 3));
    assertEquals(2, accepted("trc"));
    assertEquals(1, world.a.registrations("added", ""));
  }

  @Test
  void trcThatNobodyWaitsForIsAskedForByTheFirstSegmentThatNamesIt() {
    logGoesAway();
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(1, unknown("trc"));
    world.runForMs(10_000);
    assertEquals(List.of(), host.messages());
    logComesBack();
    CapnpSegment segment = up(2);
    world.register(world.a, host, SegmentType.UP, segment);
    assertEquals(List.of(new TrcRequest(1, 2, true)), host.messages());
    world.trc(world.a, host, maker.trc(1, 2));
    assertEquals(List.of(segment), world.a.ask("1-11"));
  }
}
