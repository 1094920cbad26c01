package org.waymark.cli.serve;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.waymark.cli.command.BrokerEnd;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.log.NewLog;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.embedded.EmbeddedBrokerException;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Opening;

/** The log of a replica that brings its own broker; its topics are made at the first start. */
final class EmbeddedLog implements AutoCloseable {
  private final Optional<EmbeddedBroker> broker;

  private EmbeddedLog(Optional<EmbeddedBroker> broker) {
    this.broker = broker;
  }

  /** {@return what a replica has that uses a Kafka elsewhere} */
  static EmbeddedLog none() {
    return new EmbeddedLog(Optional.empty());
  }

  /**
   * {@return a broker at the port of the configured bootstrap server, with the topics of the log}
   *
   * @param ended told, perhaps more than once, when the broker has ended by itself: why, and what
   *     to do
   * @throws CommandException when it cannot start
   */
  static EmbeddedLog start(ReplicaConfig config, Consumer<CommandException> ended) {
    Path store = config.storeFolder().toAbsolutePath();
    Path folder = store.resolveSibling(store.getFileName() + "-kafka");
    try {
      CertificateFolder certificates = CertificateFolder.read(config.certificates());
      EmbeddedBroker broker =
          EmbeddedBroker.start(
              EmbeddedBroker.Config.of(folder, port(config.kafka().bootstrapServers()))
                  .with(BrokerEnd.listener(folder, "the replica", ended)));
      try (Opening opening = new Opening(broker::close)) {
        // Changes nothing in a log that is there; a store of another log is refused later.
        NewLog.make(
            config.withBootstrapServers(broker.bootstrapServers()).kafka(),
            config.ia(),
            certificates,
            LogInit.Replication.SINGLE);
        opening.succeeded();
      }
      return new EmbeddedLog(Optional.of(broker));
    } catch (EmbeddedBrokerException | StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private static int port(String bootstrapServers) {
    String port = bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1);
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new CommandException(
          "kafka.bootstrap is '"
              + bootstrapServers
              + "': an embedded broker needs one HOST:PORT to listen at",
          e);
    }
  }

  /** {@return the configuration of a replica that uses this log} */
  ReplicaConfig in(ReplicaConfig config) {
    return broker
        .map(embedded -> config.withBootstrapServers(embedded.bootstrapServers()))
        .orElse(config);
  }

  @Override
  public void close() {
    broker.ifPresent(EmbeddedBroker::close);
  }
}
