package org.waymark.cli.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.history.HistoryPlace;
import org.waymark.cli.history.WorldPlace;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.history.HistoryView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Steps through the records of a history and shows the state after each of them. */
@Command(
    name = "debug",
    description = {
      "Steps through the records of the log, forwards and backwards, and shows what each record"
          + " did.",
      "On a terminal, the debugger prompts for commands; Tab completes commands and paths, help"
          + " lists the commands, Ctrl-C stops the current command, and Ctrl-D exits. Otherwise, it"
          + " reads commands from standard input, one per line, and exits at the first command that"
          + " fails. The state at the current position is a tree that can be explored with ls, cd,"
          + " cat and find. The debugger does not change the store, but its replica must be"
          + " stopped. With --world, the debugger folds the log of an AS in a running world."
    },
    footer = {
      "  waymark debug --config deploy/waymark.toml",
      "  waymark debug --as-of 4711 --store /var/lib/waymark/ps1"
    },
    exitCodeList = {
      "0:all commands succeeded",
      "2:error; the message names the line of the command"
    })
public final class DebugCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HistoryPlace place;

  @Mixin private WorldPlace world;

  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      description =
          "The moment at which to begin: a UTC time, a time relative to now, or an offset. Default:"
              + " the start of the history that the store keeps.")
  private String asOf;

  private final Clock clock = new SystemClock();

  @Override
  public Integer call() {
    List<String> moments = new ArrayList<>(List.of("now"));
    if (asOf != null) {
      moments.add(asOf);
    }
    return world.isGiven()
        ? place.readLogOf(world, moments, this::debug)
        : place.read(moments, this::debug);
  }

  private int debug(HistoryView history, String source, long nowMs) {
    new DebugSession(clock, spec.commandLine().getOut())
        .run(history, source, nowMs, Optional.ofNullable(asOf));
    return ExitCode.YES;
  }
}
