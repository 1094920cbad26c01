package org.waymark.faults.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.waymark.faults.process.BrokerCluster;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.log.Topic;
import org.waymark.runtime.Waiting;

/**
 * Kills the leader of {@code .events} among three brokers. Before that, both followers hang for a
 * while, so that the leader has records that the followers lack. None of these records may have
 * been acknowledged.
 */
final class KilledLeader implements BrokerTrouble {
  private static final int NODES = 3;
  private static final int SHORTEST_MS = 300;
  private static final int LONGEST_MS = 1_000;
  private static final long PATIENCE_S = 60;

  @Override
  public ProcessWorld.Brokers brokers() {
    return ProcessWorld.Brokers.THREE;
  }

  @Override
  public void happen(ProcessWorld world, List<ReplicaProcess> replicas, SplittableRandom random)
      throws Exception {
    BrokerCluster brokers = world.brokers();
    int leader = leader(world);
    for (int node = 1; node <= NODES; node++) {
      if (node != leader) {
        brokers.freeze(node);
      }
    }
    Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_MS, LONGEST_MS)));
    brokers.kill(leader);
    for (int node = 1; node <= NODES; node++) {
      if (node != leader) {
        brokers.thaw(node);
      }
    }
    Waiting.pause(Duration.ofMillis(random.nextInt(LONGEST_MS)));
    brokers.restart(leader);
    brokers.awaitServing(leader);
    world.count("leader-kills", 1);
  }

  private static int leader(ProcessWorld world) throws Exception {
    String topic = world.location().names().of(Topic.EVENTS);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", world.brokers().bootstrapServers()))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(PATIENCE_S, TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .getFirst()
          .leader()
          .id();
    }
  }
}
