package org.waymark.cli.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.StoppedReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.SystemClock;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.Snapshot;
import org.waymark.store.snapshot.SnapshotException;
import org.waymark.store.snapshot.SnapshotFit;
import org.waymark.store.snapshot.SnapshotRestore;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates the store of a replica from a snapshot. */
@Command(
    name = "restore",
    description = {
      "Creates the store of a replica from a snapshot. The replica then starts from this store "
          + "and follows the log.",
      "With --config, the snapshot must match the replica's AS, settings and log; the replica's "
          + "id may differ from the id in the snapshot. Every file is compared with the manifest."
    },
    footer = "  waymark store restore today --config deploy/waymark.toml")
final class StoreRestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SNAPSHOT",
      description = "The folder written by waymark store snapshot.")
  private Path source;

  @ArgGroup(multiplicity = "1")
  private Place place;

  /** The options that name the new store. */
  private static final class Place {
    @Option(
        names = "--config",
        paramLabel = "FILE.toml",
        description = "The configuration file of the replica that will use the store.")
    private Path configFile;

    @Option(
        names = "--into",
        paramLabel = "DIR",
        description =
            "The directory to create, which must be empty if it exists. It will belong to the first"
                + " replica that uses it. The AS and the log of that replica are compared with the"
                + " snapshot only when it starts.")
    private Path into;
  }

  @Override
  public Integer call() {
    try {
      Snapshot snapshot = Snapshot.open(source);
      if (place.configFile == null) {
        new SnapshotFit(snapshot).requireApplyVersion(Optional.empty());
        restore(snapshot, place.into, Optional.empty());
      } else {
        restoreFor(snapshot, ConfigFile.read(place.configFile));
      }
      return ExitCode.YES;
    } catch (StartupException | SnapshotException | StoreException | LogException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void restoreFor(Snapshot snapshot, ReplicaConfig config) {
    SnapshotFit fit = new SnapshotFit(snapshot);
    fit.requireAs(config.ia());
    fit.requireApplyVersion(Optional.of(config.applySettings()));
    try (EventLog log = StoppedReplica.verifiedLog(config, new SystemClock())) {
      fit.requireLog(log);
    } catch (LogException.Unreachable away) {
      // With a store, a replica can start and answer while the log is away.
      spec.commandLine()
          .getErr()
          .println(
              "warning: the snapshot could not be compared with the log; the replica compares them"
                  + " once it can reach the log: "
                  + away.getMessage());
    }
    restore(snapshot, config.storeFolder(), Optional.of(config.id()));
  }

  private void restore(Snapshot snapshot, Path directory, Optional<String> replica) {
    SnapshotRestore.into(
        directory, snapshot, replica, new StoreProgress(spec.commandLine().getErr(), "copying"));
    spec.commandLine()
        .getOut()
        .printf(
            "Restored %s to %s%s: offset %d, digest %s%n",
            source,
            directory,
            replica.map(id -> " for replica " + id).orElse(""),
            snapshot.manifest().nextOffset(Topic.EVENTS),
            snapshot.manifest().digest(Topic.EVENTS).sum().hex());
    spec.commandLine().getOut().flush();
  }
}
