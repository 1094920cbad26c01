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
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.LogReseed;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills a new log from the store of a replica. */
@Command(
    name = "reseed",
    description = {
      "Appends the entries that a log lacks, taken from the store of a stopped replica.",
      "Use this command for a new log, or for a log that has lost records. It appends TRCs and"
          + " certificate chains, as well as revocations, blocks and segments that have not"
          + " expired. First, create the topics with waymark log init; afterwards, switch this"
          + " replica and the others to the log with waymark log adopt."
    },
    footer = "  waymark log reseed --config deploy/waymark.toml")
final class LogReseedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The replica's configuration, which names its store and the log.")
  private Path configFile;

  @Override
  public Integer call() {
    Clock clock = new SystemClock();
    try {
      ReplicaConfig config = ConfigFile.read(configFile);
      try (Store store = StoppedReplica.store(config);
          EventLog eventLog = StoppedReplica.log(config, clock)) {
        LogReseed.Outcome outcome =
            LogReseed.run(store, config.applySettings(), config.ia(), eventLog, clock);
        spec.commandLine()
            .getOut()
            .printf(
                "Appended %d records; the log already had %d%n",
                outcome.appended(), outcome.heldAlready());
        if (outcome.unverified() > 0) {
          spec.commandLine()
              .getErr()
              .printf(
                  "warning: left out %d segments whose signatures are no longer valid%n",
                  outcome.unverified());
        }
        return ExitCode.YES;
      }
    } catch (StartupException | LogException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
