package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
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
      description =
          "A Kafka broker with the log. Use this option if no configuration file is "
              + "available.")
  private String bootstrapServers;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "The prefix of the topics for --log. Default: the prefix in --config.")
  private TopicNames prefix;

  /** {@return whether the options name a log} */
  public boolean isGiven() {
    return configFile != null || bootstrapServers != null;
  }

  /**
   * {@return the location of the log}
   *
   * @throws CommandException if the options do not name a log, or if the configuration cannot be
   *     read
   */
  public KafkaLocation location() {
    try {
      Optional<ReplicaConfig> config =
          configFile == null ? Optional.empty() : Optional.of(ReplicaConfig.read(configFile));
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
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
