package org.waymark.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.embedded.EmbeddedBrokerException.Reason;

/**
 * A Kafka broker that runs in this process.
 *
 * <p>A single owner starts and closes the broker; the accessors may be called from any thread. A
 * broker that is restarted on the same directory has the same records and the same cluster id.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /**
   * The maximum duration of a controlled shutdown. A single broker, which has no other broker to
   * hand over to, needs less than a second.
   */
  private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(5);

  /** The address of the controller, to which only the broker in the same process connects. */
  static final String LOOPBACK = "127.0.0.1";

  private static final String CLIENTS = "CLIENTS";
  private static final String CONTROLLER = "CONTROLLER";

  /**
   * The configuration with which a broker starts.
   *
   * @param dataDir the directory for the exclusive use of this broker, which is created if it does
   *     not exist
   * @param host the address or name to listen on, which is also advertised to clients; an IPv6
   *     address is written in brackets
   * @param port the port for clients; 0 means any free port
   * @param settings additional Kafka broker settings, which override the defaults
   * @param time the broker's clock, whose wall-clock time becomes the record time
   * @param faults the listener for faults that happen inside the broker
   */
  public record Config(
      Path dataDir,
      String host,
      int port,
      Map<String, String> settings,
      Time time,
      FaultListener faults) {
    public Config {
      settings = Map.copyOf(settings);
    }

    /** {@return a configuration for a broker on the loopback address that logs its faults} */
    public static Config of(Path dataDir, int port) {
      return new Config(dataDir, LOOPBACK, port, Map.of(), Time.SYSTEM, EmbeddedBroker::logFault);
    }

    /** {@return a copy of this configuration that listens on a different address} */
    public Config withHost(String other) {
      return new Config(dataDir, other, port, settings, time, faults);
    }

    /** {@return a copy of this configuration with an additional Kafka broker setting} */
    public Config with(String name, String value) {
      Map<String, String> more = new HashMap<>(settings);
      more.put(name, value);
      return new Config(dataDir, host, port, more, time, faults);
    }

    /** {@return a copy of this configuration with a different clock} */
    public Config with(Time other) {
      return new Config(dataDir, host, port, settings, other, faults);
    }

    /** {@return a copy of this configuration with a different fault listener} */
    public Config with(FaultListener other) {
      return new Config(dataDir, host, port, settings, time, other);
    }
  }

  private final BrokerDirectory directory;
  private final BoundListeners listeners;
  private final BrokerFaults faults;
  private final String host;
  private final int port;
  private final SharedServer shared;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private boolean closed;

  /**
   * Starts a broker and waits until it can serve clients.
   *
   * @return the running broker
   * @throws EmbeddedBrokerException if the broker cannot start; no part of it is left running
   */
  public static EmbeddedBroker start(Config config) {
    BrokerDirectory directory = BrokerDirectory.open(config.dataDir(), CONTROLLER);
    BoundListeners listeners = new BoundListeners();
    BrokerFaults faults = new BrokerFaults(config.faults());
    HaltRequests.tell(faults);
    try {
      EmbeddedBroker broker = new EmbeddedBroker(config, directory, listeners, faults);
      broker.start();
      return broker;
    } catch (Throwable failed) {
      HaltRequests.forget(faults);
      listeners.close();
      directory.close();
      if (failed instanceof EmbeddedBrokerException || failed instanceof Error) {
        throw failed;
      }
      throw new EmbeddedBrokerException(
          Reason.START_FAILED,
          "the embedded broker on "
              + config.dataDir()
              + " did not start: "
              + oneLine(failed)
              + "; if its directory is damaged, move it away and start with a new one",
          failed);
    }
  }

  private static String oneLine(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }

  private EmbeddedBroker(
      Config config, BrokerDirectory directory, BoundListeners listeners, BrokerFaults faults) {
    this.directory = directory;
    this.listeners = listeners;
    this.faults = faults;
    this.host = config.host();
    this.port = listeners.bind(CLIENTS, host, config.port());
    int controllerPort = listeners.bind(CONTROLLER, LOOPBACK, 0);
    KafkaConfig kafka =
        new KafkaConfig(
            BrokerSettings.of(config, directory.path(), CLIENTS, port, CONTROLLER, controllerPort),
            false);
    var initialized = KafkaRaftServer.initializeLogDirs(kafka, LOG, "");
    this.shared =
        new SharedServer(
            kafka,
            initialized._1(),
            config.time(),
            new Metrics(config.time()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(kafka.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(kafka.quorumConfig().bootstrapServers()),
            faults,
            listeners);
    this.controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2());
    this.broker = new BrokerServer(shared);
  }

  /** {@return the host and port that clients put into {@code bootstrap.servers}} */
  public String bootstrapServers() {
    return host + ":" + port;
  }

  /** {@return the port for clients} */
  public int port() {
    return port;
  }

  /** {@return the id of the cluster, which was generated when the directory was formatted} */
  public String clusterId() {
    return shared.clusterId();
  }

  /** {@return the fault that stopped the broker, if any} */
  public Optional<Throwable> fatalFault() {
    return faults.firstFatal();
  }

  /** Stops the broker. Returns when its threads have ended and its directory is unlocked. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      HaltRequests.forget(faults);
      listeners.close();
      directory.close();
    }
  }

  private void start() {
    try {
      controller.startup();
      broker.startup();
      // Kafka reports some start-up failures only to the fault handler, which it expects to halt
      // the JVM.
      faults
          .firstFatal()
          .ifPresent(
              fault -> {
                throw new IllegalStateException(fault.getMessage(), fault);
              });
    } catch (Throwable failed) {
      stop();
      throw failed;
    }
  }

  /**
   * Stops the broker before the controller, because the broker's controlled shutdown needs the
   * controller. If a fault has ended the controller, the broker does not wait for it.
   */
  private void stop() {
    try {
      broker.shutdown(fatalFault().isPresent() ? Duration.ZERO : CONTROLLED_SHUTDOWN);
      broker.awaitShutdown();
    } finally {
      try {
        controller.shutdown();
        controller.awaitShutdown();
      } finally {
        // If a component that the broker and the controller share failed halfway through its start,
        // stopping the two does not stop it.
        shared.ensureNotRaftLeader();
      }
    }
  }

  private static void logFault(String what, boolean fatal, Throwable cause) {
    LOG.error("{} in the embedded broker: {}", fatal ? "Fatal fault" : "Fault", what, cause);
  }
}
