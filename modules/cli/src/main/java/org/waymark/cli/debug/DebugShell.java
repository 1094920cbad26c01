package org.waymark.cli.debug;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.history.QueryBounds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.debug.LogDebugger;
import org.waymark.history.tree.TreeListing;
import org.waymark.history.tree.TreePath;
import org.waymark.runtime.Clock;
import org.waymark.store.row.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/**
 * Runs the commands of the debugger, given as lines, and completes them. Used by one thread; only
 * {@link #interrupt} is called by others.
 */
final class DebugShell {
  private static final Duration MAX_TIME = Duration.ofMinutes(5);
  private static final Duration MAX_COMPLETION_TIME = Duration.ofSeconds(1);
  private static final int MAX_CANDIDATES = 200;
  private static final List<String> WITH_PATH = List.of("ls", "cd", "cat");
  private static final List<String> CONDITIONS =
      List.of("path exists", "paths", "segment live", "interface usable");

  private final LogDebugger debugger;
  private final Clock clock;
  private final DebugVerbs verbs;
  private final CommandLine commands;
  private volatile boolean interrupted;

  /** Thrown if a line is not a command, or if the command fails. */
  static final class BadCommandException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCommandException(String message, Exception cause) {
      super(message, cause);
    }
  }

  DebugShell(LogDebugger debugger, Clock clock, PrintWriter out) {
    this.debugger = debugger;
    this.clock = clock;
    verbs = new DebugVerbs(debugger, new DebugText(out), this::bounds);
    commands = new CommandLine(verbs);
    commands.setOut(out).setErr(out);
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    // Without this setting, a time relative to now, such as -15m, would be parsed as an unknown
    // option.
    commands.getSubcommands().get("goto").setUnmatchedOptionsArePositionalParams(true);
  }

  private QueryBounds bounds(int results) {
    return bounds(results, MAX_TIME);
  }

  private QueryBounds bounds(int results, Duration time) {
    long endNs = clock.monotonicNs() + time.toNanos();
    return new QueryBounds(results, () -> interrupted || clock.monotonicNs() > endNs);
  }

  /** {@return whether the session continues} */
  boolean isOpen() {
    return verbs.isOpen();
  }

  /** Ends the running command, which then reports that it stopped early. */
  void interrupt() {
    interrupted = true;
  }

  /** {@return the prompt, which consists of the position and the current folder} */
  String prompt() {
    return "%d %s> ".formatted(debugger.position().next(), verbs.folder());
  }

  /** Runs a line. An empty line does nothing. */
  void run(String line) throws BadCommandException {
    interrupted = false;
    String[] words = line.strip().split("\\s+");
    if (words[0].isEmpty()) {
      return;
    }
    try {
      new CommandLine.RunLast().execute(commands.parseArgs(words));
    } catch (ParameterException e) {
      throw new BadCommandException(
          e.getMessage() + " (type help for a list of commands, or help COMMAND for details)", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause() instanceof UnknownPastException
          || e.getCause() instanceof StoreException) {
        throw new BadCommandException(e.getCause().getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * {@return the possible completions of a word} Folders end with a slash.
   *
   * @param before the preceding words
   */
  List<String> candidates(List<String> before, String word) {
    if (before.isEmpty()) {
      return matching(commands.getSubcommands().keySet().stream().sorted(), word);
    }
    String verb = before.getFirst();
    if (before.size() == 1 && WITH_PATH.contains(verb)) {
      return paths(word);
    }
    if (before.size() == 1 && verb.equals("help")) {
      return matching(commands.getSubcommands().keySet().stream().sorted(), word);
    }
    if (verb.equals("until")) {
      List<String> written = before.subList(before.contains("not") ? 2 : 1, before.size());
      Stream<String> next =
          CONDITIONS.stream()
              .map(condition -> List.of(condition.split(" ")))
              .filter(words -> words.size() > written.size())
              .filter(words -> words.subList(0, written.size()).equals(written))
              .map(words -> words.get(written.size()));
      return matching(before.size() == 1 ? Stream.concat(Stream.of("not"), next) : next, word);
    }
    return List.of();
  }

  private static List<String> matching(Stream<String> words, String begun) {
    return words.filter(word -> word.startsWith(begun)).toList();
  }

  private List<String> paths(String begun) {
    String folder = begun.substring(0, begun.lastIndexOf('/') + 1);
    TreePath path = verbs.folder().resolve(folder);
    try {
      return matching(
          debugger.tree().list(path, bounds(MAX_CANDIDATES, MAX_COMPLETION_TIME)).entries().stream()
              .filter(entry -> !entry.path().equals(path))
              .map(entry -> folder + text(entry)),
          begun);
    } catch (IllegalArgumentException | UnknownPastException e) {
      // The command itself reports what is wrong with the path.
      return List.of();
    }
  }

  private static String text(TreeListing.Entry entry) {
    return entry.name() + (entry.isFolder() ? "/" : "");
  }
}
