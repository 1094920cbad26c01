package org.waymark.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.AuditConfig;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.MemoryLimits;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.RequestLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.ApplySettings;

/**
 * The common environment of all benchmarks of a run: a real broker in this process, a network with
 * its trust material, and a temporary folder. Every benchmark creates its own log.
 */
final class Testbed implements AutoCloseable {
  /** The core AS whose path servers are measured. */
  static final IsdAs LOCAL = IsdAs.parse("1-11");

  private static final long SEED = 1;
  private static final String WRITER = "bench";

  /** Limits that are so high that no request is rejected. */
  private static final ServerLimits GENEROUS =
      ServerLimits.DEFAULT
          .with(new AppendLimits(1_000_000, 1_000_000, 1_000_000, 20))
          .with(new RegistrationLimits(1_000, 1_000_000, 20_000))
          // The high limits are needed because two clients on one host represent many hosts.
          .with(new RequestLimits(1_000, 20_000, 100, 1_000, 10_000, 1_000_000_000))
          .with(new MemoryLimits(1 << 28, 1 << 26, 1 << 25, 1 << 26, 1 << 23, 1 << 24, 1 << 24));

  private final Clock clock = new SystemClock();
  private final Consumer<String> progress;
  private final Network network;
  private final Path root;
  private final EmbeddedBroker broker;
  private int stores;

  private Testbed(Consumer<String> progress, Network network, Path root, EmbeddedBroker broker) {
    this.progress = progress;
    this.network = network;
    this.root = root;
    this.broker = broker;
  }

  /**
   * Starts a new test bed.
   *
   * @param progress a consumer of progress lines
   * @return the test bed
   */
  static Testbed start(Scale scale, Consumer<String> progress) throws IOException {
    return start(NetworkTopology.wide(scale.leaves()), progress);
  }

  /** {@return a test bed of its own, with another network} */
  Testbed with(NetworkTopology topology) throws IOException {
    return start(topology, progress);
  }

  private static Testbed start(NetworkTopology topology, Consumer<String> progress)
      throws IOException {
    progress.accept("starting a broker");
    Network network = Network.of(topology, SEED, new SystemClock());
    Path root = Files.createTempDirectory("waymark-bench-");
    network.filesOf(LOCAL).write(root.resolve("as"));
    EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Config.of(root.resolve("kafka"), 0));
    return new Testbed(progress, network, root, broker);
  }

  Network network() {
    return network;
  }

  Clock clock() {
    return clock;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  void progress(String what) {
    progress.accept(what);
  }

  /** Creates the topics of a benchmark, with the trust material of the network. */
  void makeLog(String prefix) {
    try {
      LogInit.init(
          kafka(prefix),
          clock,
          LogInit.Replication.SINGLE,
          LOCAL,
          TrustEntries.of(CertificateFolder.read(certificates()), WRITER));
    } catch (StartupException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens a connection to an existing log.
   *
   * @return the connection
   */
  KafkaEventLog openLog(String prefix) {
    return KafkaEventLog.open(kafka(prefix), clock);
  }

  private KafkaLocation kafka(String prefix) {
    return KafkaLocation.of(bootstrapServers(), new TopicNames(prefix));
  }

  /**
   * Starts a replica of {@link #LOCAL} with an empty store, on a free port.
   *
   * @return the running replica
   */
  RunningReplica startReplica(String prefix, int maxSegments) {
    return started(config(root, bootstrapServers(), prefix, nextReplica(prefix), maxSegments));
  }

  /** Writes the configuration of a replica of {@link #LOCAL} that listens on a free port. */
  void writeConfig(Path file, String prefix, Path store) throws IOException {
    Files.writeString(
        file,
        """
        id = "%s"
        topology = "as"
        store = "%s"
        listen = "127.0.0.1:0"

        [kafka]
        bootstrap = "%s"
        prefix = "%s"

        [apply]
        tree-ttl-s = %d

        [limits]
        reply-bytes-per-source-per-s = 1000000000
        """
            .formatted(prefix, store, bootstrapServers(), prefix, network.topology().treeTtlS()));
  }

  /**
   * Starts a replica like {@link #startReplica} in a separate process, on the processor of the
   * servers, and waits until it has caught up.
   *
   * @return the process
   */
  ServerProcess startReplicaProcess(String prefix, int maxSegments)
      throws IOException, InterruptedException {
    String id = nextReplica(prefix);
    return ServerProcess.start(
        TestbedReplica.class,
        root.resolve(id + ".log"),
        root.toString(),
        bootstrapServers(),
        prefix,
        id,
        Integer.toString(maxSegments));
  }

  private String nextReplica(String prefix) {
    stores++;
    return prefix + "-" + stores;
  }

  /**
   * {@return the configuration of a replica of {@link #LOCAL} in the folder of a test bed, on a
   * free port}
   */
  static ReplicaConfig config(
      Path root, String bootstrapServers, String prefix, String id, int maxSegments) {
    return new ReplicaConfig(
        id,
        asTopology(root),
        root.resolve("as"),
        root.resolve("store-" + id),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        Optional.empty(),
        KafkaLocation.of(bootstrapServers, new TopicNames(prefix)),
        ApplySettings.DEFAULT.aheadMs(),
        NetworkTopology.wide(1).treeTtls(),
        maxSegments,
        DampingSettings.DEFAULT.refreshMin(),
        HistoryDepth.DEFAULT,
        AuditConfig.NONE,
        GENEROUS);
  }

  /** Starts a replica. */
  static RunningReplica started(ReplicaConfig config) {
    try {
      return RunningReplica.start(config);
    } catch (StartupException e) {
      throw new IllegalStateException(e);
    }
  }

  private static org.waymark.edge.config.Topology asTopology(Path root) {
    try {
      return org.waymark.edge.config.Topology.read(root.resolve("as").resolve("topology.json"));
    } catch (StartupException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return the path of a folder that does not exist yet} */
  Path newFolder(String name) {
    return root.resolve("store-" + name);
  }

  private Path certificates() {
    return root.resolve("as").resolve("certs");
  }

  /** Stops the broker and deletes all files. */
  @Override
  public void close() throws IOException {
    try {
      broker.close();
    } finally {
      FileTree.delete(root);
    }
  }
}
