package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
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

/** Gives up the store of a replica for the log that is there. */
@Command(
    name = "adopt",
    description = {
      "Gives up the store of a stopped replica, which then follows the log that is there.",
      "Use it when the log is another one, or when it lost the records that the store would go on"
          + " with. At its next start the replica sets the store aside and builds a new one."
    },
    footer = "  waymark log adopt --config deploy/waymark.toml")
final class LogAdoptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The configuration of the replica, which names its store and the log.")
  private Path configFile;

  @Override
  public Integer call() {
    try {
      ReplicaConfig config = ReplicaConfig.read(configFile);
      try (Store store = StoppedReplica.store(config);
          EventLog eventLog = StoppedReplica.log(config, new SystemClock())) {
        LogIdentity there = eventLog.identity();
        if (store.isOf(there).orElse(false) && LogCoverage.continues(eventLog, store)) {
          spec.commandLine().getOut().println("the store is of this log: nothing was changed");
          return ExitCode.NO;
        }
        store.abandon("given up for the log in cluster " + there.clusterId());
        spec.commandLine()
            .getOut()
            .printf(
                "%s is given up: the next start of %s builds a store from the log in cluster %s%n",
                config.storeFolder(), config.id(), there.clusterId());
        tellIfIncomplete(eventLog);
        return ExitCode.YES;
      }
    } catch (StartupException | LogException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** What was removed may still matter to a store that begins later. */
  private void tellIfIncomplete(EventLog eventLog) {
    long start = eventLog.start(Topic.EVENTS);
    if (start > 0) {
      spec.commandLine()
          .getOut()
          .printf(
              "the log begins at offset %d: unless that was more than a day ago, the new store"
                  + " lacks segments, and the replica is ready 26 h after the log began. Adopt with"
                  + " one replica after the other, so that others answer%n",
              start);
    }
  }
}
