package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.segment.ByteString;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;

/**
 * Which segments reach other core ASes if the holder of the lease dies or is paused, or if two
 * replicas consider themselves the holder.
 */
class FailOverClusterTest extends PropagationScene {
  /** Sets rates so low that a fail-over would exceed them if it sent everything at once. */
  private void paced() {
    cluster.close();
    cluster = cluster(1, ServerLimits.DEFAULT.with(new PropagationSettings(RESEND_S, 3, 5)));
    connect("1-12", "1-13");
  }

  private void rateHolds(long fromMs) {
    assertTrue(mostInASecond(fromMs, Journal.Sent::to) <= 3);
    assertTrue(mostInASecond(fromMs, one -> "in all") <= 5);
  }

  @Test
  void killedHolderIsFollowedByOneThatSendsNoFaster() {
    paced();
    registerDowns(SEGMENTS);
    long fromMs = cluster.nowMs();
    ClusterReplica holder = cluster.as(LOCAL).holder();
    holder.kill();
    cluster.run(RESEND_S + 10);
    assertNotEquals(holder.id(), cluster.as(LOCAL).holder().id());
    rateHolds(fromMs);
    holdsEverything("1-12", "1-13");
  }

  @Test
  void newHolderDoesNotSendOldSegmentsAtOnce() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(200);
    cluster.as(LOCAL).holder().kill();
    cluster.as("1-12").beginAnew();
    long fromMs = cluster.nowMs();
    cluster.run(60);
    long messages = cluster.sentSince(fromMs).count();
    assertTrue(messages <= 2 * 1.5 * SEGMENTS / 5 * 60 / RESEND_S + 4, messages + " messages");
    cluster.run(RESEND_S + 10 - 60);
    holdsEverything("1-12", "1-13");
  }

  @Test
  void holderThatStandsStillFor30SecondsIsFollowedAndNoticesIt() {
    paced();
    registerDowns(SEGMENTS);
    long fromMs = cluster.nowMs();
    ClusterReplica holder = cluster.as(LOCAL).holder();
    holder.standStill();
    cluster.run(30);
    holder.goOn();
    cluster.run(1);
    assertFalse(holder.holdsLease());
    cluster.run(RESEND_S + 10 - 31);
    rateHolds(fromMs);
    assertTrue(
        cluster.sentSince(fromMs + 1).noneMatch(one -> one.replica().equals(holder.id())),
        "it sends nothing any more");
    holdsEverything("1-12", "1-13");
  }

  @Test
  void twoHoldersFor30SecondsDoNoHarm() {
    paced();
    registerDowns(SEGMENTS / 2);
    long fromMs = cluster.nowMs();
    cluster.as(LOCAL).log().faults().pauseLeaseHolder();
    for (int i = SEGMENTS / 2; i < SEGMENTS; i++) {
      if (i % 2 == 0) {
        cluster.run(1);
      }
      registerDown(i);
    }
    assertEquals(2, cluster.as(LOCAL).live().stream().filter(ClusterReplica::holdsLease).count());
    assertEquals(2, cluster.sentSince(fromMs).map(Journal.Sent::replica).distinct().count());
    cluster.as(LOCAL).log().faults().resumeLeaseHolders();
    cluster.run(RESEND_S + 10 - 30);
    assertTrue(mostInASecond(fromMs, one -> one.replica() + one.to()) <= 3, "each at its own pace");
    assertTrue(mostInASecond(fromMs, Journal.Sent::replica) <= 5, "each at its own pace");
    holdsEverything("1-12", "1-13");
    int appended = cluster.as("1-12").segmentRecords();
    // Two replicas that receive the same copy within a few milliseconds both append it.
    assertTrue(appended < 1.5 * SEGMENTS, appended + " appends: copies are known");
  }

  @Test
  void holderThatIsNotReadyYetSendsNothing() {
    InMemoryEventLog log = cluster.as(LOCAL).log();
    log.faults().shiftClock(-27 * 3_600_000L);
    log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[0]));
    log.faults().shiftClock(0);
    connect("1-12", "1-13");
    registerDowns(10);
    cluster.as(LOCAL).live().forEach(ClusterReplica::kill);
    cluster.run(3_600);
    ClusterReplica cold = cluster.as(LOCAL).start();
    long fromMs = cluster.nowMs();
    cluster.run(1);
    registerDown(10);
    cluster.run(7);
    assertEquals(11, live().size());
    assertTrue(cold.holdsLease());
    assertFalse(cold.isReady());
    assertEquals(0, cluster.sentSince(fromMs).count());
    cluster.run(4);
    assertTrue(cold.isReady());
    assertEquals(0, missing("1-13").size());
  }
}
