package org.waymark.cli.serve;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.log.NewLog;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.embedded.BrokerEnd;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.embedded.EmbeddedBrokerException;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Opening;

/** The log of a replica that runs its own broker and creates the topics on its first start. */
final class EmbeddedLog implements AutoCloseable {
  private final Optional<EmbeddedBroker> broker;

  private EmbeddedLog(Optional<EmbeddedBroker> broker) {
    this.broker = broker;
  }

  /**
   * Creates a placeholder without a broker, for a replica that uses external Kafka servers.
   *
   * @return the placeholder
   */
  static EmbeddedLog none() {
    return new EmbeddedLog(Optional.empty());
  }

  /**
   * Starts a broker at the address of the configured bootstrap server, where other replicas can
   * join the log, and creates the topics of the log, unless they exist.
   *
   * @param ended called, possibly more than once, if the broker fails and stops; the exception
   *     gives the reason and the remedy
   * @throws CommandException if the broker cannot start
   */
  static EmbeddedLog start(ReplicaConfig config, Consumer<CommandException> ended) {
    Address address = Address.parse(config.kafka().bootstrapServers());
    Path store = config.storeFolder().toAbsolutePath();
    Path folder = store.resolveSibling(store.getFileName() + "-kafka");
    try {
      CertificateFolder certificates = CertificateFolder.read(config.certificates());
      EmbeddedBroker broker =
          EmbeddedBroker.start(
              EmbeddedBroker.Config.of(folder, address.port())
                  .withHost(address.host())
                  .with(
                      BrokerEnd.listener(
                          folder,
                          "the replica",
                          why -> ended.accept(new CommandException(why.getMessage(), why)))));
      try (Opening opening = new Opening(broker::close)) {
        // An existing log remains unchanged; if the store was built from another log, this is
        // detected later.
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

  /** {@return a copy of the configuration that uses this log} */
  ReplicaConfig in(ReplicaConfig config) {
    return broker
        .map(embedded -> config.withBootstrapServers(embedded.bootstrapServers()))
        .orElse(config);
  }

  @Override
  public void close() {
    broker.ifPresent(EmbeddedBroker::close);
  }

  /** The address in {@code kafka.bootstrap}, at which the broker listens. */
  private record Address(String host, int port) {
    private static final Pattern FORM = Pattern.compile("([^,\\s]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    static Address parse(String bootstrapServers) {
      Matcher parts = FORM.matcher(bootstrapServers.strip());
      if (!parts.matches() || Integer.parseInt(parts.group(2)) > MAX_PORT) {
        throw new CommandException(
            "kafka.bootstrap must be a single HOST:PORT, where the embedded broker listens, got '"
                + bootstrapServers
                + "'");
      }
      return new Address(parts.group(1), Integer.parseInt(parts.group(2)));
    }
  }
}
