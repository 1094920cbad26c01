package org.waymark.cli.audit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.SystemClock;
import picocli.CommandLine.Option;

/** The options that say which topic is meant, and where its records or its tiles are. */
final class AuditPlace {
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

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "The folder in which a replica publishes checkpoints and tiles.")
  private Path directory;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The topic: events or trust. Default: events.")
  private Topic topic = Topic.EVENTS;

  /** Work on the log. */
  record OpenLog(EventLog eventLog, Topic topic, String origin) {}

  Topic topic() {
    return topic;
  }

  /** {@return whether the log is named} */
  boolean hasLog() {
    return configFile != null || bootstrapServers != null;
  }

  /** {@return the tiles of the topic, if a folder is named} */
  Optional<TileDirectory> tiles() {
    return Optional.ofNullable(directory)
        .map(folder -> TileDirectory.open(folder.resolve(topic.suffix())));
  }

  /**
   * {@return the result of work on the log, which is closed again}
   *
   * @throws CommandException if the log is not named
   */
  <T> T withLog(Function<OpenLog, T> work) {
    KafkaLocation location = location();
    try (EventLog eventLog = KafkaEventLog.open(location, new SystemClock())) {
      String topicId = eventLog.identity().at(topic, 0).topicId();
      return work.apply(
          new OpenLog(eventLog, topic, Checkpoint.origin(location.names().of(topic), topicId)));
    }
  }

  private KafkaLocation location() {
    try {
      Optional<ReplicaConfig> config =
          configFile == null ? Optional.empty() : Optional.of(ReplicaConfig.read(configFile));
      if (config.isEmpty() && (bootstrapServers == null || prefix == null)) {
        throw new CommandException(
            "where are the records? Name the log with --config FILE.toml, or with --log HOST:PORT"
                + " and --prefix PREFIX");
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
