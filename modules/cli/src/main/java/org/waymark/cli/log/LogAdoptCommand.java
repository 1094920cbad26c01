package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.Topic;
import org.waymark.runtime.SystemClock;
import org.waymark.store.LogCoverage;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Abandons the store of a replica, so that the replica follows the current log. */
@Command(
    name = "adopt",
    description = {
      "Abandons the store of a stopped replica, so that the replica follows the current log.",
      "Use this command if the log was replaced, or has lost the records that the store needs next."
          + " At its next start, the replica sets the store aside and builds a new one."
    },
    footer = "  waymark log adopt --config deploy/waymark.toml")
final class LogAdoptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The replica's configuration, which names its store and the log.")
  private Path configFile;

  @Override
  public Integer call() {
    try {
      ReplicaConfig config = ConfigFile.read(configFile);
      try (Store store = StoppedReplica.store(config);
          EventLog eventLog = StoppedReplica.log(config, new SystemClock())) {
        LogIdentity there = eventLog.identity();
        if (store.isOf(there).orElse(false) && LogCoverage.continues(eventLog, store)) {
          spec.commandLine()
              .getOut()
              .println("The store already follows this log: nothing was changed");
          return ExitCode.NO;
        }
        store.abandon("abandoned for the log in cluster " + there.clusterId());
        spec.commandLine()
            .getOut()
            .printf(
                "Abandoned the store in %s: at its next start, %s builds a new store from the log"
                    + " in cluster %s%n",
                config.storeFolder(), config.id(), there.clusterId());
        tellIfIncomplete(eventLog);
        return ExitCode.YES;
      }
    } catch (StartupException | LogException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** Warns if the log has lost its oldest records, because the new store may need them. */
  private void tellIfIncomplete(EventLog eventLog) {
    long start = eventLog.start(Topic.EVENTS);
    if (start > 0) {
      spec.commandLine()
          .getOut()
          .printf(
              "The log begins at offset %d. If that record is less than a day old, the new store"
                  + " lacks segments, and the replica becomes ready 26 h after that record. Switch"
                  + " only one replica to the log at a time, so that the others keep answering"
                  + " requests%n",
              start);
    }
  }
}
