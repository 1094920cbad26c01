package org.waymark.cli.debug;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.waymark.cli.command.CommandException;

/** Runs commands line by line, up to the first command that fails. */
final class DebugScript {
  private final DebugShell shell;

  DebugScript(DebugShell shell) {
    this.shell = shell;
  }

  /**
   * Runs all lines.
   *
   * @throws CommandException if a command fails; the message contains the line number, counted from
   *     1
   */
  void run(Reader commands) {
    BufferedReader lines = new BufferedReader(commands);
    int number = 0;
    try {
      String line = lines.readLine();
      while (line != null && shell.isOpen()) {
        number++;
        shell.run(line);
        line = lines.readLine();
      }
    } catch (DebugShell.BadCommandException e) {
      throw new CommandException("line %d: %s".formatted(number, e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandException("cannot read commands: " + e.getMessage(), e);
    }
  }
}
