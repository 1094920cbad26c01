package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.world.WorldLog;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.store.row.ApplySettings;
import picocli.CommandLine.Option;

/**
 * The options that specify a log in Kafka: a configuration, the broker and the topic prefix, or an
 * AS of a running world.
 */
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
          "A Kafka broker that has the log. Use this option if no configuration file is available.")
  private String bootstrapServers;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "The prefix of the topics for --log. Default: the prefix in --config.")
  private TopicNames prefix;

  @Option(
      names = "--world",
      paramLabel = "DIR",
      description =
          "The folder of a running world that has the log; use this instead of the other options.")
  private Path world;

  @Option(
      names = "--replica",
      paramLabel = "ID|ISD-AS",
      description = "The AS of the world whose log to use, or one of the replicas of that AS.")
  private String replica;

  /** {@return whether the options specify a log} */
  public boolean isGiven() {
    return configFile != null || bootstrapServers != null || world != null;
  }

  /**
   * {@return the location of the log}
   *
   * @throws CommandException if the options do not specify a log, or if the configuration cannot be
   *     read
   */
  public KafkaLocation location() {
    Optional<ReplicaConfig> config = config();
    if (config.isEmpty() && (bootstrapServers == null || prefix == null)) {
      throw new CommandException(
          "no log given: specify it with --config FILE.toml, with --log HOST:PORT and --prefix"
              + " PREFIX, or with --world DIR and --replica");
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
   * {@return the apply settings in the configuration, or the defaults if there is no configuration}
   *
   * @throws CommandException if the configuration cannot be read
   */
  public ApplySettings applySettings() {
    return config().map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
  }

  private Optional<ReplicaConfig> config() {
    try {
      return read();
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private Optional<ReplicaConfig> read() throws StartupException {
    if (world == null) {
      if (replica != null) {
        throw new CommandException(
            "--replica selects an AS of a world, so it requires --world DIR");
      }
      return configFile == null ? Optional.empty() : Optional.of(ReplicaConfig.read(configFile));
    }
    if (configFile != null || bootstrapServers != null || prefix != null) {
      throw new CommandException("--world cannot be combined with --config, --log or --prefix");
    }
    if (replica == null) {
      throw new CommandException(
          "no AS of the world given: specify the AS, or one of its replicas, with --replica;"
              + " waymark world status lists all replicas");
    }
    return Optional.of(WorldLog.config(world, replica));
  }
}
