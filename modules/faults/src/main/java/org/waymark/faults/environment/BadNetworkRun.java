package org.waymark.faults.environment;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.cluster.LogCluster;
import org.waymark.faults.cluster.LogPrefixes;
import org.waymark.faults.cluster.StandingSampler;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.ReplicaConfigs;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.ApplySettings;

/**
 * One run, in which the network between a replica and its broker several times becomes slow,
 * stalls, and is cut. Readers must see only states of the log, and the replica must be ready again
 * afterwards.
 */
final class BadNetworkRun {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int CHANGES = 5;
  private static final int LONGEST_MS = 5_000;
  private static final int RECORDS = 10;
  private static final long KEYS_SEED = 6;

  private final SystemClock clock = new SystemClock();
  private final Network network = Network.of(NetworkTopology.twoIsds(), KEYS_SEED, clock);
  private final SplittableRandom random;
  private final Path directory;

  BadNetworkRun(Run run) {
    this.random = new SplittableRandom(run.seed());
    this.directory = run.directory();
  }

  void perform() throws Exception {
    try (TcpProxy proxy = new TcpProxy();
        LogCluster cluster = new LogCluster(network, broker(proxy))) {
      proxy.forwardTo(address(cluster.location()));
      cluster.init(RecordedLog.LOCAL);
      cluster.append(RECORDS);
      ReplicaConfig config =
          ReplicaConfigs.of(
              network,
              directory.resolve("as"),
              directory.resolve("store"),
              KafkaLocation.of("127.0.0.1:" + proxy.port(), TopicNames.of(RecordedLog.LOCAL)));
      try (RunningReplica running = RunningReplica.start(config);
          StandingSampler sampler = new StandingSampler(running.replica())) {
        Replica replica = running.replica();
        await(() -> replica.state() == Readiness.State.READY, replica);
        disturb(proxy, cluster, replica);
        long end = cluster.records(Topic.EVENTS).getLast().offset() + 1;
        await(
            () ->
                replica.state() == Readiness.State.READY
                    && replica.standing(Topic.EVENTS).nextOffset() >= end,
            replica);
        requireStatesOfTheLog(sampler.seen(), config.applySettings(), cluster);
      }
    }
  }

  /** Starts a broker that tells its clients the address of the proxy instead of its own. */
  private EmbeddedBroker.Config broker(TcpProxy proxy) {
    return EmbeddedBroker.Config.of(directory.resolve("kafka"), 0)
        .with("advertised.listeners", "CLIENTS://127.0.0.1:" + proxy.port());
  }

  private static InetSocketAddress address(KafkaLocation broker) {
    String[] parts = broker.bootstrapServers().split(":");
    return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
  }

  private void disturb(TcpProxy proxy, LogCluster cluster, Replica replica) throws Exception {
    TcpProxy.Weather[] all = TcpProxy.Weather.values();
    boolean wasStale = false;
    for (int change = 0; change < CHANGES; change++) {
      // The first change is always one that the replica must notice.
      proxy.change(change == 0 ? TcpProxy.Weather.CUT : all[random.nextInt(all.length)]);
      wasStale |=
          Waiting.until(
              () -> replica.state() == Readiness.State.STALE,
              PAUSE,
              Duration.ofMillis(change == 0 ? LONGEST_MS * 2 : 1 + random.nextInt(LONGEST_MS)),
              clock);
      proxy.change(TcpProxy.Weather.FINE);
      cluster.append(RECORDS);
    }
    if (!wasStale) {
      throw new InvalidRunException("the replica did not notice that its network was cut");
    }
  }

  private void await(BooleanSupplier holds, Replica replica)
      throws InterruptedException, BrokenPromiseException {
    if (!Waiting.until(holds, PAUSE, PATIENCE, clock)) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME, replica.state() + ": " + replica.status().notReady());
    }
  }

  private static void requireStatesOfTheLog(
      Set<Replica.Standing> seen, ApplySettings settings, LogCluster cluster)
      throws BrokenPromiseException {
    Set<Replica.Standing> others = new HashSet<>(seen);
    others.removeAll(LogPrefixes.of(settings, cluster.records(Topic.EVENTS)).standings());
    if (!others.isEmpty()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS, "readers saw states of no log: " + others);
    }
  }
}
