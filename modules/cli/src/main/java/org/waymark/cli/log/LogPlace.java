package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.store.row.ApplySettings;
import picocli.CommandLine.Option;

/** The options that name a log in Kafka: a configuration, or the broker and the topic prefix. */
public final class LogPlace {
  @Option(
      names = "--config",
      paramLabel = "FILE.toml",
      description = "The configuration of any replica of the AS, which names Kafka and the topics.")
  private Path configFile;

  @Option(
      names = "--log",
      paramLabel = "HOST:PORT",
      description = "The Kafka broker with the log, if there is no configuration at hand.")
  private String bootstrapServers;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "The prefix of the topics for --log. Default: that of --config.")
  private TopicNames prefix;

  /** {@return whether the log is named} */
  public boolean isGiven() {
    return configFile != null || bootstrapServers != null;
  }

  /**
   * {@return where the log is}
   *
   * @throws CommandException if the log is not named, or if the configuration cannot be read
   */
  public KafkaLocation location() {
    Optional<ReplicaConfig> config = config();
    if (config.isEmpty() && (bootstrapServers == null || prefix == null)) {
      throw new CommandException(
          "no log given: name it with --config FILE.toml, or with --log HOST:PORT and --prefix"
              + " PREFIX");
    }
    KafkaLocation known =
        config
            .map(
                read ->
                    bootstrapServers == null
                        ? read.kafka()
                        : read.withBootstrapServers(bootstrapServers).kafka())
            .orElseGet(() -> KafkaLocation.of(bootstrapServers, prefix));
    return prefix == null ? known : known.withNames(prefix);
  }

  /**
   * {@return how replicas apply the records of the log: as configured, or as by default}
   *
   * @throws CommandException if the configuration cannot be read
   */
  public ApplySettings applySettings() {
    return config().map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
  }

  private Optional<ReplicaConfig> config() {
    try {
      return configFile == null ? Optional.empty() : Optional.of(ReplicaConfig.read(configFile));
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
