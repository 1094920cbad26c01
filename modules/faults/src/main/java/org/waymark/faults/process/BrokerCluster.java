package org.waymark.faults.process;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.waymark.faults.InvalidRunException;

/** A KRaft cluster of Kafka brokers in child processes. Nodes are numbered from 1. */
public final class BrokerCluster implements AutoCloseable {
  /** The host name that the named listeners of all brokers advertise. */
  public static final String NAME = "kafka.faults.example";

  private static final Duration STARTED_WITHIN = Duration.ofSeconds(240);

  private final Path directory;
  private final List<BrokerSettingsFile.Ports> ports = new ArrayList<>();
  private final List<ChildJvm> nodes = new ArrayList<>();
  private final Map<String, String> settings;

  private BrokerCluster(Path directory, int size, Map<String, String> settings) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.settings = settings;
    List<Integer> free = FreePorts.tcp(3 * size);
    for (int i = 0; i < size; i++) {
      ports.add(
          new BrokerSettingsFile.Ports(free.get(3 * i), free.get(3 * i + 1), free.get(3 * i + 2)));
    }
  }

  /**
   * Starts a cluster, and waits until every node can serve clients.
   *
   * @param settings Kafka broker settings that override the defaults
   */
  public static BrokerCluster start(Path directory, int size, Map<String, String> settings)
      throws IOException, InterruptedException, InvalidRunException {
    BrokerCluster cluster = new BrokerCluster(directory, size, settings);
    try {
      for (int node = 1; node <= size; node++) {
        cluster.nodes.add(cluster.startNode(node));
      }
      for (int node = 1; node <= size; node++) {
        cluster.awaitServing(node);
      }
      return cluster;
    } catch (IOException | InterruptedException | InvalidRunException failure) {
      cluster.close();
      throw failure;
    }
  }

  private ChildJvm startNode(int node) throws IOException {
    Path file = BrokerSettingsFile.write(directory, node, ports, settings);
    // The node connects to itself and to the others by their advertised names.
    Path hosts = writeHosts(directory.resolve("hosts"), NAME);
    return ChildJvm.start(
        BrokerMain.class,
        ClassCache.BROKER,
        List.of("-Djdk.net.hosts.file=" + hosts),
        List.of(),
        log(node),
        file.toString());
  }

  /**
   * Writes a file for the JDK's property {@code jdk.net.hosts.file}, which replaces the name
   * service.
   *
   * @param names the names of the loopback address, in addition to the names that every JVM needs
   * @return the file
   */
  public static Path writeHosts(Path file, String... names) throws IOException {
    return Files.writeString(
        file,
        "127.0.0.1 localhost %s %s\n"
            .formatted(InetAddress.getLocalHost().getHostName(), String.join(" ", names)));
  }

  /** {@return the directory with the data of a node} */
  public Path data(int node) {
    return directory.resolve("node-" + node);
  }

  private Path log(int node) {
    return directory.resolve("node-" + node + ".log");
  }

  /** Waits until a node serves. */
  public void awaitServing(int node) throws InterruptedException, InvalidRunException {
    if (nodes.get(node - 1).await("ready", STARTED_WITHIN).isEmpty()) {
      throw new InvalidRunException("broker " + node + " did not start: see " + log(node));
    }
  }

  /** {@return the bootstrap servers} */
  public String bootstrapServers() {
    return ports.stream().map(one -> "127.0.0.1:" + one.clients()).collect(Collectors.joining(","));
  }

  /** {@return the bootstrap servers by {@link #NAME}, to which clients reconnect by that name} */
  public String namedBootstrapServers() {
    return ports.stream().map(one -> NAME + ":" + one.named()).collect(Collectors.joining(","));
  }

  /** Kills a node as if by SIGKILL. */
  public void kill(int node) throws InterruptedException {
    nodes.get(node - 1).kill();
  }

  /** Stops a node in an orderly way. */
  void stop(int node, Duration limit)
      throws IOException, InterruptedException, InvalidRunException {
    nodes.get(node - 1).signal("TERM");
    if (nodes.get(node - 1).awaitEnd(limit).isEmpty()) {
      throw new InvalidRunException("broker " + node + " did not stop: see " + log(node));
    }
  }

  /** Restarts a killed node; see {@link #awaitServing}. */
  public void restart(int node) throws IOException {
    nodes.set(node - 1, startNode(node));
  }

  /** Suspends a node, as if its host hung, until {@link #thaw} is called. */
  public void freeze(int node) throws IOException, InterruptedException {
    nodes.get(node - 1).signal("STOP");
  }

  /** Lets a frozen node continue. */
  public void thaw(int node) throws IOException, InterruptedException {
    nodes.get(node - 1).signal("CONT");
  }

  /** {@return the ids of the processes} */
  List<Long> processes() {
    return nodes.stream().map(ChildJvm::pid).toList();
  }

  @Override
  public void close() {
    nodes.forEach(ChildJvm::close);
  }
}
