package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.EventBody;

/** Replicas that hold entries while the log loses records that it has acknowledged. */
class OutageWithLostRecordsTest {
  /** More records than the replica appends in the seconds of a test. */
  private static final int RECORDS = 10;

  private final ServerWorld world = new ServerWorld().ready();

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

  private PathSegment up(String... ases) {
    return world.network.segments().along(ases).make();
  }

  private long position() {
    return world.store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
  }

  private int held() {
    return (int) world.gauge("waymark.room.entries");
  }

  /** The replica has not read the log since, so its store still contains the lost version. */
  @Test
  void segmentIsStillHeldAfterTheLogHasLostTheVersionThatMakesItSuperfluous() {
    long before = position();
    world.register(SegmentType.UP, up("1-11", "1-14"));
    world.clock.advanceMs(60_000);
    logGoesAway();
    world.register(SegmentType.UP, up("1-11", "1-14"));
    assertEquals(1, world.registrations("held", ""));
    world.log.faults().truncate(Topic.EVENTS, before);
    logComesBack();
    world.timers.runForMs(5_000);
    assertEquals(1, held());
  }

  @Test
  void heldSegmentIsRecordedAlthoughTheLogHasBecomeShorterSinceItCameBack() {
    logGoesAway();
    world.register(SegmentType.UP, up("1-11", "1-14"));
    logComesBack();
    for (int tick = 0; tick < RECORDS; tick++) {
      world.log.append(
          Topic.EVENTS, ServerWorld.entry(new EventBody.TickEvent(world.clock.wallMs())));
    }
    world.timers.runForMs(1_500);
    assertEquals(1, held(), "the replica has not applied the new records");
    world.log.faults().truncate(Topic.EVENTS, position());
    world.timers.runForMs(2_000);
    world.applyAll();
    assertEquals(1, (long) world.registry.counter("waymark.room.drained").count());
    assertEquals(0, held());
  }
}
