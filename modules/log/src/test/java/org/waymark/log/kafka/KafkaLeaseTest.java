package org.waymark.log.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.waymark.log.Lease;
import org.waymark.runtime.simulation.VirtualClock;

class KafkaLeaseTest {
  private static final TopicPartition EVENTS = new TopicPartition("events", 0);
  private static final MetricName HEARTBEATS =
      new MetricName("heartbeat-total", "consumer-coordinator-metrics", "", Map.of());

  private interface Ending {
    void of(Lease lease);
  }

  @Test
  void closedMemberLeavesItsGroupAndAKilledOneStays() throws Exception {
    assertEquals(GroupMembershipOperation.LEAVE_GROUP, membershipAfter(Lease::close));
    assertEquals(GroupMembershipOperation.LEAVE_GROUP, membershipAfter(Lease::giveBack));
    assertEquals(GroupMembershipOperation.REMAIN_IN_GROUP, membershipAfter(Lease::kill));
  }

  private static GroupMembershipOperation membershipAfter(Ending end) throws Exception {
    CountDownLatch made = new CountDownLatch(1);
    CompletableFuture<GroupMembershipOperation> operation = new CompletableFuture<>();
    Consumer<byte[], byte[]> consumer =
        new MockConsumer<>("latest") {
          @Override
          public Map<MetricName, ? extends Metric> metrics() {
            return Map.of(HEARTBEATS, new NoHeartbeats());
          }

          @Override
          public void close(CloseOptions options) {
            operation.complete(options.groupMembershipOperation());
          }
        };
    KafkaLease lease =
        new KafkaLease(
            () -> {
              made.countDown();
              return consumer;
            },
            "lease",
            EVENTS,
            new VirtualClock(0));
    lease.compete();
    assertTrue(made.await(30, TimeUnit.SECONDS));
    end.of(lease);
    return operation.get(30, TimeUnit.SECONDS);
  }

  @Test
  void faultNobodyExpectsIsFollowedByAnotherAttempt() throws Exception {
    CountDownLatch attempts = new CountDownLatch(2);
    try (Lease lease =
        new KafkaLease(
            () -> {
              attempts.countDown();
              throw new IllegalStateException("a fault of the client");
            },
            "lease",
            EVENTS,
            new VirtualClock(0))) {
      lease.compete();
      assertTrue(attempts.await(30, TimeUnit.SECONDS), "it tried once and never again");
      assertFalse(lease.isHeld());
    }
  }

  private static final class NoHeartbeats implements Metric {
    @Override
    public MetricName metricName() {
      return HEARTBEATS;
    }

    @Override
    public Object metricValue() {
      return 0.0;
    }
  }
}
