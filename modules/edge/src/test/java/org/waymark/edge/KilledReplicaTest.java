package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Lease;
import org.waymark.log.Topic;
import org.waymark.runtime.Waiting;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.EventCodec;

@Timeout(120)
class KilledReplicaTest {
  /** The time after which the log considers a silent holder of the lease dead. */
  private static final long SESSION_MS = 6_000;

  @TempDir private Path folder;
  private ReplicaWorld world;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
  }

  @Test
  void saysNothingAndAppliesAgainWhatItHadNotFlushed() throws Exception {
    Replica first = world.start(world.config("one"));
    world.registerUp(first, 0);
    first.close();
    assertEquals(List.of("replica-started", "replica-stopped"), auditKinds());

    Replica second = world.start(world.config("one"));
    world.registerUp(second, 1);
    Replica.Standing before = second.standing(Topic.EVENTS);
    second.kill();
    second.close();
    assertEquals(List.of("replica-started", "replica-stopped", "replica-started"), auditKinds());

    world.log.faults().goAway();
    Replica again = world.startOnly(world.config("one"));
    assertEquals(1, again.standing(Topic.EVENTS).nextOffset(), "what the first one flushed");
    world.log.faults().comeBack();
    world.awaitApplied(again, Topic.EVENTS, 2);
    assertEquals(before, again.standing(Topic.EVENTS));
    world.askUntil(world.client(again), "1-11", 2);
    assertEquals(List.of(), world.faults.faults());
  }

  private List<String> auditKinds() {
    EventCodec codec = new EventCodec(DecoderLimits.DEFAULT);
    List<String> kinds = new ArrayList<>();
    world.log.readToEnd(
        Topic.AUDIT,
        world.log.identity().at(Topic.AUDIT, 0),
        records ->
            records.forEach(
                record -> kinds.add(codec.decode(record.value()).orElseThrow().body().kind())));
    return kinds;
  }

  @Test
  void doesNotGiveItsLeaseBack() throws Exception {
    world.log.faults().bringLeaseBack();
    Replica replica = world.start(world.config("one"));
    await(() -> replica.registry().get("waymark.lease.held").gauge().value() == 1);
    Lease next = world.log.lease();
    next.compete();
    long sinceNs = world.clock.monotonicNs();
    replica.kill();
    await(next::isHeld);
    long waitedMs = TimeUnit.NANOSECONDS.toMillis(world.clock.monotonicNs() - sinceNs);
    assertTrue(waitedMs >= SESSION_MS, "the next one has it after " + waitedMs + " ms");
  }

  private void await(BooleanSupplier isSo) throws InterruptedException {
    assertTrue(Waiting.until(isSo, Duration.ofMillis(10), ReplicaWorld.PATIENCE, world.clock));
  }
}
