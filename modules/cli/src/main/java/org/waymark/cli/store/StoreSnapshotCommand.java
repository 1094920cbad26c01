package org.waymark.cli.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.cli.serve.SnapshotSocket;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.SnapshotException;
import org.waymark.store.snapshot.SnapshotExport;
import org.waymark.store.snapshot.SnapshotManifest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a snapshot of the store of a replica. */
@Command(
    name = "snapshot",
    description = {
      "Copies the store of a replica to a folder, from which another replica can start.",
      "A running replica keeps answering requests. The folder gets its final name only once the"
          + " snapshot is complete and its rows match its digest."
    },
    footer = "  waymark store snapshot today --config deploy/waymark.toml")
final class StoreSnapshotCommand implements Callable<Integer> {
  private static final long MIB = 1 << 20;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Place place;

  /** The options that name a store. */
  private static final class Place {
    @Option(
        names = "--config",
        paramLabel = "FILE.toml",
        description = "The replica's configuration file.")
    private Path configFile;

    @Option(names = "--store", paramLabel = "DIR", description = "The replica's store directory.")
    private Path store;
  }

  @Parameters(
      paramLabel = "SNAPSHOT",
      description = "The folder to create, which must not exist yet.")
  private Path target;

  @Override
  public Integer call() {
    try {
      Optional<ReplicaConfig> config =
          place.configFile == null
              ? Optional.empty()
              : Optional.of(ConfigFile.read(place.configFile));
      Path store = config.map(ReplicaConfig::storeFolder).orElse(place.store);
      report(take(store, config.map(ReplicaConfig::ia)));
      return ExitCode.YES;
    } catch (StartupException | SnapshotException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private SnapshotManifest take(Path store, Optional<IsdAs> ia) {
    SnapshotExport export =
        new SnapshotExport(
            target, build(), new StoreProgress(spec.commandLine().getErr(), "copying"));
    // A replica that was killed leaves its socket.
    Optional<SnapshotManifest> ofRunning =
        Files.exists(ReplicaSocket.SNAPSHOT.place(store))
            ? export.ofRunning(store, () -> SnapshotSocket.ask(store))
            : Optional.empty();
    return ofRunning.orElseGet(() -> export.ofStopped(store, ia));
  }

  /** {@return the version of this command, without its name} */
  private String build() {
    String version = spec.root().version()[0];
    return version.substring(version.indexOf(' ') + 1);
  }

  private void report(SnapshotManifest manifest) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "Wrote %s: offset %d, digest %s, %d rows, %d files, %,d MiB%n",
            target,
            manifest.nextOffset(Topic.EVENTS),
            manifest.digest(Topic.EVENTS).sum().hex(),
            manifest.digest(Topic.EVENTS).rows(),
            manifest.files().size(),
            manifest.totalBytes() / MIB);
    spec.commandLine().getOut().flush();
  }
}
