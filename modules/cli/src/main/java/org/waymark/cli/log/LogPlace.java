package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.world.OpenedLog;
import org.waymark.cli.world.WorldLog;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Opening;
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
      description =
          "The configuration of any replica of the AS, which has the addresses of Kafka and the"
              + " names of the topics.")
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
      description = "The AS whose log to use, or one of that AS's replicas.")
  private String replica;

  /** {@return whether the options specify a log} */
  public boolean isGiven() {
    return configFile != null || bootstrapServers != null || world != null;
  }

  /**
   * Opens the log.
   *
   * @param clock the clock of this machine
   * @throws CommandException if the options do not name a log, or if the configuration cannot be
   *     read
   * @throws LogException if the log cannot be opened
   */
  public OpenedLog open(Clock clock) {
    if (world != null) {
      return WorldLog.open(world, replicaOfWorld(), clock);
    }
    Optional<ReplicaConfig> config = config();
    KafkaLocation location =
        LogLocation.of(config, Optional.ofNullable(bootstrapServers), Optional.ofNullable(prefix))
            .orElseThrow(
                () ->
                    new CommandException(
                        "no log given: specify it with --config FILE.toml, with --log HOST:PORT and"
                            + " --prefix PREFIX, or with --world DIR and --replica"));
    return new OpenedLog(
        KafkaEventLog.open(location, clock), location.names(), settings(config), clock, false);
  }

  /**
   * Opens the log to append to it, after verifying its topics and, if there is a configuration,
   * that the log belongs to its AS.
   *
   * @param clock the clock of this machine
   * @throws CommandException as {@link #open}, or if the log is that of a virtual world
   * @throws LogException if the log cannot be opened, or fails the checks
   */
  public OpenedLog openForAppends(Clock clock) {
    OpenedLog opened = open(clock);
    try (Opening opening = new Opening(opened::close)) {
      if (opened.isCopy()) {
        throw new CommandException(
            "a virtual world keeps its log in memory, so nothing can be appended to it: run the"
                + " world without --virtual");
      }
      LogCheck.verify(opened.eventLog(), Map.of());
      config().ifPresent(config -> LogOwner.isRecorded(opened.eventLog(), config.ia()));
      opening.succeeded();
      return opened;
    }
  }

  /**
   * {@return the apply settings from the configuration, if one is named; otherwise the defaults}
   *
   * @throws CommandException if the configuration cannot be read
   */
  public ApplySettings configuredSettings() {
    return settings(config());
  }

  private static ApplySettings settings(Optional<ReplicaConfig> config) {
    return config.map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
  }

  private Optional<ReplicaConfig> config() {
    if (world == null && replica != null) {
      throw new CommandException("--replica selects an AS of a world, so it requires --world DIR");
    }
    try {
      return configFile == null ? Optional.empty() : Optional.of(ConfigFile.read(configFile));
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private String replicaOfWorld() {
    if (configFile != null || bootstrapServers != null || prefix != null) {
      throw new CommandException("--world cannot be combined with --config, --log or --prefix");
    }
    if (replica == null) {
      throw new CommandException(
          "no AS of the world given: specify the AS, or one of its replicas, with --replica;"
              + " waymark world status lists all replicas");
    }
    return replica;
  }
}
