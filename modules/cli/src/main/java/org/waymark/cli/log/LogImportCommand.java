package org.waymark.cli.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.StartupException;
import org.waymark.history.UnknownPastException;
import org.waymark.history.replay.Replay;
import org.waymark.history.replay.ReplayChanges;
import org.waymark.history.replay.ReplayPace;
import org.waymark.history.replay.SliceReplaySource;
import org.waymark.history.slice.SliceException;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a slice of a log into a directory, and stores the slice there. */
@Command(
    name = "import",
    description = {
      "Checks an exported slice, and replays it into a directory.",
      "All commands that query the past accept the directory as --store, and \"now\" means the "
          + "end of the slice. No replica uses the directory, and no log is changed. The slice is "
          + "kept in the directory, so that it can be replayed with changes or exported again."
    },
    footer = "  waymark log import incident.jsonl --into incident",
    exitCodeList = {"0:imported", "1:stopped by SIGTERM or Ctrl-C", "2:error"})
final class LogImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file that contains the slice.")
  private Path file;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "The directory to fill, which must be empty or not exist yet.")
  private Path into;

  @Option(
      names = "--config",
      paramLabel = "FILE.toml",
      description =
          "The configuration of a replica that uses the log from which the slice was exported. Only"
              + " its apply settings are used; without it, their defaults are used.")
  private Path configFile;

  @Override
  public Integer call() {
    try {
      ApplySettings settings =
          configFile == null ? ApplySettings.DEFAULT : ConfigFile.read(configFile).applySettings();
      SliceReplaySource source = new SliceReplaySource(file);
      Replay replay =
          new Replay(source, source.range(Optional.empty(), Optional.empty()), ReplayChanges.NONE);
      boolean ended =
          new ReplayRun(spec.commandLine(), new SystemClock())
              .into(into, replay, settings, ReplayPace.MAX);
      if (!ended) {
        return ExitCode.NO;
      }
      Files.copy(source.file(), into.resolve(SliceReplaySource.IMPORTED));
      return ExitCode.YES;
    } catch (StartupException | StoreException | SliceException | UnknownPastException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandException("cannot store the slice in " + into + ": " + FileTrouble.of(e), e);
    }
  }
}
