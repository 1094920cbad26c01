package org.waymark.cli.log;

import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.world.OpenedLog;
import org.waymark.history.UnknownPastException;
import org.waymark.history.replay.LogReplaySource;
import org.waymark.history.replay.ReplaySource;
import org.waymark.history.replay.SliceReplaySource;
import org.waymark.history.slice.SliceException;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that specify the records to replay or export: a log in Kafka, or a slice of a log.
 */
public final class ReplayPlace {
  @Mixin private LogPlace log;

  @Option(
      names = "--slice",
      paramLabel = "FILE|DIR",
      description =
          "Reads the records from an exported slice, or from a directory into which a slice was"
              + " imported, instead of Kafka. The log named in the --config file is then not read,"
              + " but the other settings in the file still apply.")
  private Path slice;

  /** Performs a task with the records. */
  @FunctionalInterface
  public interface Task {
    /**
     * Performs the task.
     *
     * @param settings the apply settings to use for the records
     * @return the exit code
     */
    int run(ReplaySource source, ApplySettings settings);
  }

  /**
   * Opens the records and performs a task with them.
   *
   * @return the task's result
   * @throws CommandException if the records cannot be read, or if the task fails because of a
   *     problem with a log, a slice, a replay or a store
   */
  public int run(Clock clock, Task task) {
    try {
      if (slice != null) {
        return task.run(new SliceReplaySource(slice), log.configuredSettings());
      }
      try (OpenedLog opened = log.open(clock)) {
        return task.run(
            new LogReplaySource(opened.eventLog(), opened.names(), opened.clock().wallMs()),
            opened.settings());
      }
    } catch (StoreException
        | LogException
        | SliceException
        | UnknownPastException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
