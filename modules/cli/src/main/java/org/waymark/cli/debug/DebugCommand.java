package org.waymark.cli.debug;

import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.history.HistoryPlace;
import org.waymark.history.debug.LogDebugger;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.history.HistoryView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Steps through the records of a history, and shows the state after each. */
@Command(
    name = "debug",
    description = {
      "Steps through the records of the log, forward and back, and shows what each did.",
      "On a terminal it prompts for commands, completes them and paths with Tab, and lists them"
          + " with help; Ctrl-C stops a command, Ctrl-D ends. Otherwise it reads commands from"
          + " standard input, one per line, and ends at the first that fails. The state at the"
          + " position is a tree for ls, cd, cat and find. The store is only read, but its replica"
          + " must be stopped."
    },
    footer = {
      "  waymark debug --config deploy/waymark.toml",
      "  waymark debug --as-of 4711 --store /var/lib/waymark/ps1"
    },
    exitCodeList = {"0:all commands succeeded", "2:error, with the line of the command"})
public final class DebugCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HistoryPlace place;

  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      description =
          "Where to begin: a UTC time, a time span before now, or an offset. Default: before the"
              + " first record whose effect is known.")
  private String asOf;

  private final Clock clock = new SystemClock();

  @Override
  public Integer call() {
    List<String> moments = new ArrayList<>(List.of("now"));
    if (asOf != null) {
      moments.add(asOf);
    }
    return place.read(moments, this::debug);
  }

  private int debug(HistoryView history, String source) {
    LogDebugger debugger = new LogDebugger(history, clock.wallMs());
    if (asOf != null) {
      debugger.goTo(asOf);
    }
    if (isTerminal()) {
      prompt(debugger, source);
    } else {
      PrintWriter out = spec.commandLine().getOut();
      new DebugScript(new DebugShell(debugger, clock, out))
          .run(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    return ExitCode.YES;
  }

  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void prompt(LogDebugger debugger, String source) {
    try (Terminal terminal = TerminalBuilder.builder().build()) {
      DebugShell shell = new DebugShell(debugger, clock, terminal.writer());
      terminal.writer().printf("%s; help lists the commands%n", source);
      new DebugTerminal(terminal, shell).run();
    } catch (IOException e) {
      throw new CommandException("cannot use the terminal: " + e.getMessage(), e);
    }
  }
}
