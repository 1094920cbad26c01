package org.waymark.cli.debug;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/**
 * Prompts for commands on a terminal. Ctrl-C stops the running command, or discards the line being
 * typed. Ctrl-D exits.
 */
final class DebugTerminal {
  private final Terminal terminal;
  private final DebugShell shell;

  DebugTerminal(Terminal terminal, DebugShell shell) {
    this.terminal = terminal;
    this.shell = shell;
  }

  void run() {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .completer((_, line, candidates) -> complete(line, candidates))
            .build();
    // An exclamation mark has no special meaning, because it may occur in patterns and ids.
    reader.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
    terminal.handle(Terminal.Signal.INT, _ -> shell.interrupt());
    while (shell.isOpen()) {
      try {
        shell.run(reader.readLine(shell.prompt()));
      } catch (DebugShell.BadCommandException e) {
        terminal.writer().println(e.getMessage());
      } catch (UserInterruptException e) {
        terminal.writer().println("Ctrl-D exits");
      } catch (EndOfFileException e) {
        return;
      }
      terminal.flush();
    }
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    for (String word : shell.candidates(before, line.word())) {
      // After a folder, the path continues without a space.
      boolean isWhole = !word.endsWith("/");
      candidates.add(new Candidate(word, word, null, null, null, null, isWhole));
    }
  }
}
