package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;

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

  @Test
  void newTrcAndChainOfARunningReplicaGetIntoTheLog() throws Exception {
    Replica replica = world.start(world.config("one"));
    putNewVersions();
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
    assertEquals(atStart + 2, world.log.end(Topic.TRUST).nextOffset());
  }

  @Test
  void whatWasPutThereWhileTheLogIsAwayGetsIntoTheLogWhenItIsBack() throws Exception {
    Replica replica = world.start(world.config("one"));
    world.log.faults().goAway();
    world.awaitState(replica, Readiness.State.STALE);
    putNewVersions();
    world.log.faults().comeBack();
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
  }

  @Test
  void chainThatNeedsTheTrcPutThereWithItGetsIntoTheLogToo() throws Exception {
    Replica replica = world.start(world.config("one"));
    IsdAs newCore = IsdAs.parse("1-15");
    TrustMaker maker = world.network.trust();
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .certificates()
        .with(maker.update(maker.trc(1)).core(newCore).make())
        .with(maker.certify(ReplicaWorld.LOCAL).version(2).trcVersion(2).issuer(newCore).make())
        .write(world.certificates());
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
  }

  @Test
  void whatWasPutThereBeforeTheStartGetsIntoTheLogToo() throws Exception {
    putNewVersions();
    world.awaitApplied(world.start(world.config("one")), Topic.TRUST, atStart + 2);
  }
}
