package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;

/** TRCs and chains that an operator puts into the folder of running replicas. */
@Timeout(120)
class FolderTrustTest {
  @TempDir private Path folder;
  private ReplicaWorld world;
  private long atStart;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    atStart = world.log.end(Topic.TRUST).nextOffset();
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private void putNewVersions() throws Exception {
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .certificates()
        .with(world.network.trust().trc(1, 2))
        .with(world.network.trust().chain(ReplicaWorld.LOCAL, 2))
        .write(world.certificates());
  }

  private void awaitApplied(Replica replica, long nextOffset) {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (replica.standing(Topic.TRUST).nextOffset() < nextOffset) {
      assertTrue(
          world.clock.monotonicNs() < deadlineNs,
          "still at " + replica.standing(Topic.TRUST).nextOffset() + " of " + nextOffset);
      Thread.onSpinWait();
    }
  }

  @Test
  void newTrcAndChainOfARunningReplicaGetIntoTheLog() throws Exception {
    Replica replica = world.start(world.config("one"));
    putNewVersions();
    awaitApplied(replica, atStart + 2);
    assertEquals(atStart + 2, world.log.end(Topic.TRUST).nextOffset());
  }

  @Test
  void whatWasPutThereBeforeTheStartGetsIntoTheLogToo() throws Exception {
    putNewVersions();
    awaitApplied(world.start(world.config("one")), atStart + 2);
  }
}
