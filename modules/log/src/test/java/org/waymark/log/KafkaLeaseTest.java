package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class KafkaLeaseTest {
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
            new TopicPartition("events", 0),
            new VirtualClock(0))) {
      lease.compete();
      assertTrue(attempts.await(30, TimeUnit.SECONDS), "it tried once and never again");
      assertFalse(lease.isHeld());
    }
  }
}
