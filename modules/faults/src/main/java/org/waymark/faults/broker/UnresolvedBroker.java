package org.waymark.faults.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.waymark.faults.process.BrokerCluster;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/**
 * The broker's name stops resolving while the broker restarts. In the second round, a replica is
 * also killed and restarted during that time.
 */
final class UnresolvedBroker implements BrokerTrouble {
  private static final int LONGEST_MS = 5_000;

  private int times;

  @Override
  public ProcessWorld.Brokers brokers() {
    return ProcessWorld.Brokers.ONE;
  }

  @Override
  public String bootstrapServers(ProcessWorld world) {
    return world.brokers().namedBootstrapServers();
  }

  @Override
  public List<String> options(ProcessWorld world) throws Exception {
    return List.of(
        "-Djdk.net.hosts.file=" + BrokerCluster.writeHosts(hosts(world), BrokerCluster.NAME),
        "-Dsun.net.inetaddr.ttl=0",
        "-Dsun.net.inetaddr.negative.ttl=0");
  }

  private static Path hosts(ProcessWorld world) {
    return world.brokers().data(1).resolveSibling("hosts-of-replicas");
  }

  @Override
  public void happen(ProcessWorld world, List<ReplicaProcess> replicas, SplittableRandom random)
      throws Exception {
    Path hosts = hosts(world);
    BrokerCluster.writeHosts(hosts);
    world.brokers().kill(1);
    world.brokers().restart(1);
    world.brokers().awaitServing(1);
    if (times++ % 2 == 1) {
      ReplicaProcess replica = replicas.get(random.nextInt(replicas.size()));
      replica.kill();
      world.checkKilledStore(replica);
      replica.startAgain();
      world.count("starts-without-name", 1);
    }
    Waiting.pause(Duration.ofMillis(random.nextInt(LONGEST_MS)));
    BrokerCluster.writeHosts(hosts, BrokerCluster.NAME);
    world.count("unresolved", 1);
  }
}
