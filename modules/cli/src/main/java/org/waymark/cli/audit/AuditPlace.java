package org.waymark.cli.audit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.log.LogPlace;
import org.waymark.cli.world.OpenedLog;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.SystemClock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select a topic and the location of its records or tiles. */
final class AuditPlace {
  @Mixin private LogPlace place;

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

  /** An open log, and the selected topic. */
  record OpenLog(EventLog eventLog, Topic topic, String origin) {
    String topicId() {
      return eventLog.identity().at(topic, 0).topicId();
    }
  }

  Topic topic() {
    return topic;
  }

  /** {@return whether the options specify a log} */
  boolean hasLog() {
    return place.isGiven();
  }

  /** {@return the tiles of the topic, if the options specify a folder} */
  Optional<TileDirectory> tiles() {
    return Optional.ofNullable(directory)
        .map(folder -> TileDirectory.open(folder.resolve(topic.suffix())));
  }

  /**
   * Opens the log, performs a task with it, and closes it again.
   *
   * @return the result of the task
   * @throws CommandException if the options do not specify a log
   */
  <T> T withLog(Function<OpenLog, T> work) {
    try (OpenedLog opened = place.open(new SystemClock())) {
      EventLog eventLog = opened.eventLog();
      String topicId = eventLog.identity().at(topic, 0).topicId();
      return work.apply(
          new OpenLog(eventLog, topic, Checkpoint.origin(opened.names().of(topic), topicId)));
    }
  }
}
