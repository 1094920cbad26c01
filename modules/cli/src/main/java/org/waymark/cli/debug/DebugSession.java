package org.waymark.cli.debug;

import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.waymark.cli.command.CommandException;
import org.waymark.history.debug.LogDebugger;
import org.waymark.runtime.Clock;
import org.waymark.store.history.HistoryView;

/** Runs the debugger for a user at a terminal, or for a script on standard input. */
public final class DebugSession {
  private final Clock clock;
  private final PrintWriter out;

  /**
   * @param out the writer for the output of scripts
   */
  public DebugSession(Clock clock, PrintWriter out) {
    this.clock = clock;
    this.out = out;
  }

  /**
   * Executes commands until the user exits or the script ends.
   *
   * @param source a description of the source of the history
   * @param nowMs the time that counts as "now" in the history, in Unix milliseconds
   * @param asOf the moment at which to begin; if empty, begins before the first record whose effect
   *     is known
   * @throws CommandException if a command of a script fails
   */
  public void run(HistoryView history, String source, long nowMs, Optional<String> asOf) {
    LogDebugger debugger = new LogDebugger(history, nowMs);
    asOf.ifPresent(debugger::goTo);
    if (isTerminal()) {
      prompt(debugger, source);
    } else {
      new DebugScript(new DebugShell(debugger, clock, out))
          .run(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
  }

  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void prompt(LogDebugger debugger, String source) {
    try (Terminal terminal = TerminalBuilder.builder().build()) {
      DebugShell shell = new DebugShell(debugger, clock, terminal.writer());
      terminal.writer().printf("%s; type help for a list of commands%n", source);
      new DebugTerminal(terminal, shell).run();
    } catch (IOException e) {
      throw new CommandException("cannot use the terminal: " + e.getMessage(), e);
    }
  }
}
