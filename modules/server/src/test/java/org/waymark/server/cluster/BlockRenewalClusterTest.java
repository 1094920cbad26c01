package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.RowKind;

/**
 * Blocks of several days in an AS whose replicas are killed, so that others without stores follow.
 */
class BlockRenewalClusterTest {
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final String OPERATOR = "operator ann";
  private static final BlockSubject SUBJECT = new BlockSubject.OfAs(IsdAs.parse("1-11"));

  private final Cluster cluster = new Cluster(NetworkTopology.tiny(), 1, ServerLimits.DEFAULT);
  private final ClusterAs as = cluster.as("1-12");
  private final long beginMs = cluster.nowMs();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  /** Appends a block as the command does. {@return the end that the operator asked for} */
  private long block(long forMs) {
    long untilMs = cluster.nowMs() + forMs;
    append(Math.min(untilMs, cluster.nowMs() + DAY_MS), untilMs);
    cluster.run(1);
    return untilMs;
  }

  private void append(long endMs, long untilMs) {
    EventBody body = new EventBody.BlockEvent(SUBJECT, endMs, "ticket 812", untilMs, "");
    Event event = Event.own(OPERATOR, body);
    as.log()
        .append(
            Topic.EVENTS,
            new Entry(RecordKeys.block(SUBJECT), body.kind(), EventCodec.encode(event)));
  }

  private static Optional<Row.Block> row(ClusterReplica replica) {
    try (ReadView view = replica.store().view()) {
      return view.rows(RowKind.BLOCK).stream().map(Row.Block.class::cast).findFirst();
    }
  }

  private boolean isInForce(ClusterReplica replica) {
    return row(replica).filter(block -> block.endMs() > cluster.nowMs()).isPresent();
  }

  /** {@return the renewals in the log, by offset} */
  private SortedMap<Long, EventBody.BlockEvent> renewals() {
    SortedMap<Long, EventBody.BlockEvent> renewals = new TreeMap<>();
    for (Map.Entry<Long, Event> one : as.events(Topic.EVENTS).entrySet()) {
      if (one.getValue().body() instanceof EventBody.BlockEvent block
          && !block.operator().isEmpty()) {
        assertEquals(OPERATOR, block.operator());
        assertEquals("ticket 812", block.reason());
        renewals.put(one.getKey(), block);
      }
    }
    return renewals;
  }

  /** Starts two replicas without stores, and lets 15 min pass. {@return the holder of the lease} */
  private ClusterReplica runTwo() {
    as.start(2);
    for (int minute = 0; minute < 15; minute++) {
      cluster.run(60);
      as.live().forEach(replica -> assertTrue(isInForce(replica), replica.id()));
    }
    return as.holder();
  }

  /** Kills all replicas, and lets time pass until some minutes before the given hour. */
  private void killAllUntil(int hour) {
    as.live().forEach(ClusterReplica::kill);
    long ms = beginMs + hour * HOUR_MS - 10 * 60_000 - cluster.nowMs();
    cluster.run((int) (ms / 1_000));
  }

  @Test
  void blockOfDaysIsInForceUntilItsEndWhicheverReplicaHoldsTheLease() {
    long untilMs = block(50 * HOUR_MS);
    runTwo().kill();
    cluster.run(60);
    assertTrue(as.holder().isReady());
    assertEquals(0, renewals().size());
    for (int renewed = 1; renewed <= 3; renewed++) {
      // At 36 h, the record of the operator is beyond the horizon, but the renewals are not.
      killAllUntil(12 * renewed);
      String holder = runTwo().id();
      assertEquals(renewed, renewals().size());
      as.live()
          .forEach(one -> assertEquals(Optional.of(holder), row(one).orElseThrow().renewedBy()));
    }
    assertEquals(untilMs, row(as.holder()).orElseThrow().endMs());

    killAllUntil(50);
    as.start(2);
    cluster.run(5 * 60);
    as.live().forEach(replica -> assertTrue(isInForce(replica), replica.id()));
    cluster.run(10 * 60);
    as.live().forEach(replica -> assertFalse(isInForce(replica), replica.id()));
    assertEquals(3, renewals().size());
  }

  @Test
  void replicaWithoutAStoreRenewsABlockThatLapsedWithinTheHorizon() {
    block(20 * DAY_MS);
    runTwo();
    killAllUntil(25);
    ClusterReplica cold = as.start();
    cluster.run(30);

    assertTrue(cold.isReady());
    assertTrue(isInForce(cold));
  }

  @Test
  void renewalsOfTwoHoldersLeaveReplicasEqual() {
    block(20 * DAY_MS);
    killAllUntil(12);
    as.start(2);
    cluster.run(9 * 60);
    as.log().faults().pauseLeaseHolder();
    cluster.run(3 * 60);
    assertEquals(2, as.live().stream().filter(ClusterReplica::holdsLease).count());
    as.log().faults().resumeLeaseHolders();
    cluster.run(60);

    assertEquals(2, renewals().size(), renewals().toString());
    as.live().forEach(replica -> assertTrue(isInForce(replica), replica.id()));
    assertEquals(
        1, as.live().stream().map(one -> one.store().digest(Topic.EVENTS)).distinct().count());
  }
}
