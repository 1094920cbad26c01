package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogFaults;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.ServerLimits;

/** Replicas that start without a store on a log whose beginning has been removed by retention. */
class ColdStartClusterTest {
  private static final int HOUR_S = 3_600;
  private static final long HOUR_MS = 3_600_000;

  private final Cluster cluster = new Cluster(NetworkTopology.tiny(), 1, ServerLimits.DEFAULT);
  private final ClusterAs as = cluster.as("1-12");

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  private void register() {
    as.register(SegmentType.UP, cluster.segment(cluster.topology().route("1-11", "1-12")));
  }

  private void retain(long ms) {
    LogFaults faults = as.log().faults();
    faults.trim(Topic.EVENTS, as.log().offsetAt(Topic.EVENTS, cluster.nowMs() - ms));
  }

  @Test
  void newReplicaBesideOneThatTicksIsReadyAtOnceAndEqualsIt() {
    ClusterReplica old = as.start();
    cluster.run(1);
    register();
    cluster.run(10 * HOUR_S);
    register();
    cluster.run(18 * HOUR_S);
    retain(27 * HOUR_MS);
    ClusterReplica cold = as.start();
    cluster.run(1);
    assertTrue(cold.isReady());
    assertEquals(old.store().digest(Topic.EVENTS), cold.store().digest(Topic.EVENTS));
    assertEquals(old.store().position(Topic.EVENTS), cold.store().position(Topic.EVENTS));
    assertEquals(1, cold.store().digest(Topic.EVENTS).rows(), "the live segment");
  }

  @Test
  void replicasThatAllBeginAnewAfterDaysAreReadyWithTheNextTick() {
    ClusterReplica old = as.start();
    cluster.run(1);
    register();
    old.kill();
    cluster.run(72 * HOUR_S);
    ClusterReplica first = as.start();
    ClusterReplica second = as.start();
    cluster.run(8);
    assertFalse(first.isReady());
    cluster.run(4);
    assertTrue(first.isReady());
    assertTrue(second.isReady());
    assertEquals(first.store().digest(Topic.EVENTS), second.store().digest(Topic.EVENTS));
    assertEquals(1, as.live().stream().filter(ClusterReplica::holdsLease).count());
  }
}
