package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Entry;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.server.replicas.AuditReader;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;

/** The event schema in which a replica of a future build writes, by what it reads in .audit. */
class WriterSchemaOfReplicaTest {
  private static final int OLD = Event.NEWEST_SCHEMA;
  private static final int NEW = OLD + 1;
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
  private static final long TICK_MS = 10_000;

  private final ServerWorld world = ServerWorld.ofBuild(NEW);
  private AuditReader reader = reader();

  @AfterEach
  void noFaults() {
    reader.close();
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private AuditReader reader() {
    return new AuditReader(world.log, world.clock, world.core.reports());
  }

  private void report(String replica, int newestSchema) {
    EventBody body =
        new EventBody.ReplicaReported(
            new TickDigest(0, world.clock.wallMs(), ByteString.owning(new byte[32]), 0, true),
            "6-abc",
            newestSchema,
            "ready",
            0,
            0,
            0,
            new ReplicaCounters(0, 0, 0, 0));
    world
        .log
        .append(
            Topic.AUDIT,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own(replica, body))))
        .join();
  }

  /** Lets time pass in which a replica of the new build reports. */
  private void newReports(long ms) {
    for (long passed = 0; passed < ms; passed += TICK_MS) {
      world.clock.advanceMs(TICK_MS);
      report("ps-new", NEW);
    }
  }

  private int readAll() {
    while (reader.read(Duration.ZERO)) {
      // Until no records are left.
    }
    return world.core.reports().writerSchema();
  }

  private int restart() {
    reader.close();
    reader = reader();
    return readAll();
  }

  @Test
  void firstReplicaOfANewLogWritesTheNewestSchemaOnceItHasReadTheLog() {
    assertEquals(OLD, world.core.reports().writerSchema());
    assertEquals(NEW, readAll());
  }

  @Test
  void replicaThatStartsKnowsTheOldOnesOfTheLastHour() {
    report("ps-old", OLD);
    newReports(HOUR_MS / 2);
    assertEquals(OLD, readAll());
    newReports(HOUR_MS / 2);
    assertEquals(NEW, restart());
  }

  @Test
  void reportsThatWereDeletedMayHaveNamedAnOldReplica() {
    report("ps-old", OLD);
    newReports(2 * TICK_MS);
    world.log.faults().trim(Topic.AUDIT, world.log.end(Topic.AUDIT).nextOffset() - 1);
    assertEquals(OLD, readAll());
    newReports(HOUR_MS);
    assertEquals(NEW, readAll());
  }

  @Test
  void clockOfThisHostThatIsAheadHidesNoReport() {
    report("ps-old", OLD);
    newReports(2 * TICK_MS);
    world.clock.advanceMs(5 * HOUR_MS);
    world.log.faults().shiftClock(-5 * HOUR_MS);
    assertEquals(OLD, readAll());
    newReports(HOUR_MS);
    assertEquals(OLD, readAll());
    newReports(TICK_MS);
    assertEquals(NEW, readAll());
  }

  @Test
  void replicaThatCannotReadTheReportsWritesTheOldestSchema() {
    assertEquals(NEW, readAll());
    long end = world.log.end(Topic.AUDIT).nextOffset();
    report("ps-old", OLD);
    world.log.faults().damage(Topic.AUDIT, end);
    assertThrows(LogException.class, this::readAll);
    assertEquals(OLD, world.core.reports().writerSchema());
    world.log.faults().mend(Topic.AUDIT);
    newReports(HOUR_MS);
    assertEquals(NEW, readAll());
  }

  @Test
  void upgradeAfterAllReplicasWereStoppedForAWhileWaitsForAnHourOfReports() {
    newReports(4 * HOUR_MS);
    report("ps-old", OLD);
    world.clock.advanceMs(HOUR_MS + TICK_MS);
    report("ps-new", NEW);
    assertEquals(OLD, readAll());
    newReports(HOUR_MS);
    assertEquals(NEW, readAll());
  }
}
