package org.waymark.cli.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.debug.DebugSession;
import org.waymark.cli.log.ReplayPlace;
import org.waymark.cli.log.ReplayRun;
import org.waymark.history.UnknownPastException;
import org.waymark.history.replay.Replay;
import org.waymark.history.replay.ReplayChanges;
import org.waymark.history.replay.ReplayPace;
import org.waymark.history.replay.ReplaySource;
import org.waymark.history.replay.ReplayedStore;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SystemClock;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays a range of the log into a directory, either unchanged or with requested changes. */
@Command(
    name = "replay",
    description = {
      "Replays a range of the log into a directory, either unchanged or with changes.",
      "The records are applied exactly as a replica would apply them. All commands that query the"
          + " past accept the directory as --store. Their answers describe the replay, and \"now\""
          + " means its end. No replica uses the directory. If the range begins after the start of"
          + " the log, the replay begins 26 h earlier, because the states in the range depend on"
          + " those records."
    },
    footer = "  waymark replay --without 4711 --into what-if --config deploy/waymark.toml",
    exitCodeList = {"0:replayed to the end", "1:stopped by SIGTERM or Ctrl-C", "2:error"})
public final class ReplayCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ReplayCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private ReplayPlace place;

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      description =
          "The moment from which the state must be available: a UTC time, a time relative to now"
              + " such as -15m, or an offset. Default: the start of the log, or of the slice's"
              + " range.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      description = "The moment at which the replay ends. Default: now; for a slice, its end.")
  private String to;

  @Option(
      names = "--without",
      paramLabel = "OFFSET",
      split = ",",
      description =
          "Leaves out the records of the events topic that have these offsets. All other records"
              + " keep their offsets.")
  private List<Long> without = List.of();

  @Option(
      names = "--with",
      paramLabel = "FILE",
      description =
          "Merges the events of an exported slice into the replay, with their original times. An"
              + " event whose offset is in the replayed range replaces the record with that offset."
              + " Events after the replayed range are appended, and must continue it without a"
              + " gap.")
  private Path with;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "The directory to fill, which must be empty or not exist yet.")
  private Path into;

  @Option(
      names = "--speed",
      paramLabel = "max|real|Nx",
      defaultValue = "max",
      description =
          "The speed at which to apply the records of the range: max (as fast as possible), real"
              + " (at the pace of their record times), or Nx (N times as fast as real). Default:"
              + " ${DEFAULT-VALUE}.")
  private String speed;

  @Option(
      names = "--step",
      description =
          "Opens the debugger on the finished replay, positioned at --from, like waymark debug.")
  private boolean step;

  private final Clock clock = new SystemClock();

  @Override
  public Integer call() {
    ReplayPace pace = pace();
    int exitCode = place.run(clock, (source, settings) -> replay(source, settings, pace));
    if (step && exitCode == ExitCode.YES) {
      debug();
    }
    return exitCode;
  }

  private void debug() {
    try (ReplayedStore replayed =
            ReplayedStore.open(into, FaultHandler.logging(log)).orElseThrow();
        HistoryView history = replayed.history()) {
      new DebugSession(clock, spec.commandLine().getOut())
          .run(
              history,
              "%s, in %s".formatted(replayed.text(), into),
              replayed.nowMs(),
              Optional.ofNullable(from));
    } catch (UnknownPastException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private ReplayPace pace() {
    try {
      return ReplayPace.parse(speed);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private int replay(ReplaySource source, ApplySettings settings, ReplayPace pace) {
    SortedSet<Long> leftOut = new TreeSet<>(without);
    ReplayChanges changes =
        with == null
            ? new ReplayChanges(leftOut, new TreeMap<>(), "")
            : ReplayChanges.of(leftOut, with);
    Replay replay =
        new Replay(
            source, source.range(Optional.ofNullable(from), Optional.ofNullable(to)), changes);
    boolean ended = new ReplayRun(spec.commandLine(), clock).into(into, replay, settings, pace);
    return ended ? ExitCode.YES : ExitCode.NO;
  }
}
