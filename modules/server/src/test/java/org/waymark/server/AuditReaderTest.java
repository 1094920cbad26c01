package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.waymark.server.replicas.OtherReplica;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;

/** What a replica reads in {@code .audit}. */
class AuditReaderTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final ServerWorld world = new ServerWorld();
  private final AuditReader reader = new AuditReader(world.log, world.clock, world.core.reports());

  @AfterEach
  void noFaults() {
    reader.close();
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void report(String replica, String state) {
    TickDigest tick =
        new TickDigest(0, world.clock.wallMs(), ByteString.owning(new byte[32]), 0, true);
    append(
        replica,
        new EventBody.ReplicaReported(
            tick, "4-abc", 1, state, 0, 0, 0, new ReplicaCounters(0, 0, 0, 0)));
  }

  private void append(String replica, EventBody body) {
    world
        .log
        .append(
            Topic.AUDIT,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own(replica, body))))
        .join();
  }

  private void readAll() {
    while (reader.read(Duration.ZERO)) {
      // Until no records are left.
    }
  }

  private List<String> others() {
    return world.core.reports().others().stream()
        .map(one -> one.id() + " " + one.report().state())
        .toList();
  }

  private double auditFaults() {
    return world.registry.counter("waymark.faults", "where", "audit").count();
  }

  @Test
  void lastTwoHoursAreReadAndThenWhatIsAppended() {
    report("old", "ready");
    world.clock.advanceMs(HOUR_MS);
    report("ps2", "catching up");
    world.clock.advanceMs(HOUR_MS + 1);
    readAll();
    assertEquals(List.of("ps2 catching up"), others());
    report("ps3", "ready");
    report("ps2", "ready");
    readAll();
    assertEquals(List.of("ps2 ready", "ps3 ready"), others());
    OtherReplica last = world.core.reports().others().getLast();
    assertEquals(world.clock.wallMs(), last.reportedMs());
  }

  @Test
  void ownReportsAndOtherRecordsAreNoOtherReplica() {
    report(world.context.settings().replicaId(), "ready");
    append("ps2", new EventBody.ReplicaStarted("4-abc", 1, "127.0.0.1:1"));
    append("ps3", new EventBody.ReplicaStopped("closed"));
    world.log.append(Topic.AUDIT, new Entry(ByteString.EMPTY, "junk", new byte[] {1})).join();
    readAll();
    assertEquals(List.of(), others());
  }

  @Test
  void reportWithTextsThatNoReplicaHasIsCountedAndIgnored() {
    report("x".repeat(257), "ready");
    report("ps2", "y".repeat(257));
    readAll();
    assertEquals(List.of(), others());
    assertEquals(2, auditFaults());
  }

  @Test
  void readingGoesOnWhereItWasWhenTheLogIsBack() {
    report("ps2", "ready");
    readAll();
    world.log.faults().goAway();
    assertThrows(
        LogException.class,
        () -> new AuditReader(world.log, world.clock, world.core.reports()).read(Duration.ZERO));
    world.log.faults().comeBack();
    report("ps3", "ready");
    readAll();
    assertEquals(List.of("ps2 ready", "ps3 ready"), others());
  }

  @Test
  void lostRecordsAreNotWaitedFor() {
    report("ps2", "ready");
    report("ps2", "stale");
    readAll();
    world.log.faults().truncate(Topic.AUDIT, 1);
    report("ps3", "ready");
    assertThrows(LogException.Discontinued.class, this::readAll);
    readAll();
    assertTrue(others().contains("ps3 ready"), () -> others().toString());
  }
}
