package org.waymark.cli.debug;

import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.waymark.history.QueryBounds;
import org.waymark.history.bisect.Condition;
import org.waymark.history.debug.Breakpoint;
import org.waymark.history.debug.LogDebugger;
import org.waymark.history.tree.TreePath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands of the debugger. */
@Command(name = "", usageHelpWidth = 80)
final class DebugVerbs {
  private static final int MOST_LISTED = 50;
  private static final int MOST_CHANGES = 100;

  @Spec private CommandSpec spec;

  private final LogDebugger debugger;
  private final DebugText text;
  private final IntFunction<QueryBounds> bounds;
  private TreePath folder = TreePath.ROOT;
  private boolean open = true;

  /**
   * @param bounds creates the bounds of an answer from its maximum number of results
   */
  DebugVerbs(LogDebugger debugger, DebugText text, IntFunction<QueryBounds> bounds) {
    this.debugger = debugger;
    this.text = text;
    this.bounds = bounds;
  }

  boolean isOpen() {
    return open;
  }

  TreePath folder() {
    return folder;
  }

  @Command(name = "next", description = "Applies the next record, or the next N records.")
  void next(@Parameters(paramLabel = "N", defaultValue = "1") long count) {
    text.print(debugger.next(positive(count)), debugger);
  }

  @Command(name = "back", description = "Goes back by one record, or by N records.")
  void back(@Parameters(paramLabel = "N", defaultValue = "1") long count) {
    text.print(debugger.back(positive(count)), debugger);
  }

  private static long positive(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("N must be at least 1, got " + count);
    }
    return count;
  }

  @Command(
      name = "goto",
      description = "Goes to an offset, a UTC time, a time relative to now, or now.")
  void goTo(@Parameters(paramLabel = "MOMENT") String moment) {
    text.print(debugger.goTo(moment), debugger);
  }

  @Command(
      name = "until",
      description =
          "Goes forward until a condition holds or, if it follows 'not', no longer holds. The"
              + " conditions are:"
              + " path exists SRC DST, paths SRC DST below N, segment live ID, interface usable "
              + "ISD-AS#IF.")
  void until(
      @Parameters(paramLabel = "[not] CONDITION", hideParamSyntax = true, arity = "1..*")
          List<String> words) {
    boolean wanted = !words.getFirst().equals("not");
    String condition = String.join(" ", wanted ? words : words.subList(1, words.size()));
    text.print(
        debugger.until(
            Condition.parse(debugger.history(), condition), wanted, bounds.apply(1).isTimeOver()),
        debugger);
  }

  @Command(
      name = "break",
      description =
          "Sets a breakpoint on a segment (given by the first digits of its id), an interface or an"
              + " AS. Without an argument, lists the breakpoints.")
  void addBreakpoint(
      @Parameters(paramLabel = "ID|ISD-AS#IF|ISD-AS", arity = "0..1") String subject) {
    if (subject != null) {
      debugger.add(Breakpoint.parse(debugger.history(), subject));
    }
    text.print(debugger.breakpoints());
  }

  @Command(name = "delete", description = "Removes a breakpoint.")
  void delete(@Parameters(paramLabel = "NUMBER") int number) {
    debugger.remove(number);
    text.print(debugger.breakpoints());
  }

  @Command(
      name = "continue",
      description = "Applies records until a record touches a breakpoint, or until the end.")
  void resume() {
    text.print(debugger.resume(bounds.apply(1).isTimeOver()), debugger);
  }

  @Command(name = "show", description = "Shows what the last applied record did to each key.")
  void show() {
    text.print(debugger.last(bounds.apply(MOST_CHANGES)));
  }

  @Command(name = "state", description = "Shows the position and the number of stored rows.")
  void state() {
    text.print(debugger.summary(bounds.apply(1).isTimeOver()), debugger.history());
  }

  @Command(
      name = "ls",
      description = "Lists the contents of a folder in the tree that represents the store's state.")
  void list(@Parameters(paramLabel = "PATH", defaultValue = ".") String path) {
    text.print(debugger.tree().list(folder.resolve(path), bounds.apply(MOST_LISTED)), false);
  }

  @Command(name = "cd", description = "Changes the current folder.")
  void change(@Parameters(paramLabel = "PATH", defaultValue = "/") String path) {
    TreePath to = folder.resolve(path);
    debugger.tree().requireFolder(to);
    folder = to;
  }

  @Command(name = "cat", description = "Shows an entry of the state as JSON.")
  void content(@Parameters(paramLabel = "PATH") String path) {
    text.print(debugger.tree().content(folder.resolve(path)));
  }

  @Command(
      name = "find",
      description =
          "Finds entries and folders below the current folder by part of their name, or by a name"
              + " or /path with the wildcards * and ?.")
  void find(@Parameters(paramLabel = "PATTERN") String pattern) {
    text.print(debugger.tree().find(folder, pattern, bounds.apply(MOST_LISTED)), true);
  }

  @Command(name = "help", description = "Lists the commands, or explains one command.")
  void help(@Parameters(paramLabel = "COMMAND", arity = "0..1") String name) {
    Help all = spec.commandLine().getHelp();
    if (name == null) {
      text.print(all.commandList(new TreeMap<>(all.subcommands())));
      return;
    }
    Help one = all.subcommands().get(name);
    if (one == null) {
      throw new IllegalArgumentException("there is no command " + name + ": type help for a list");
    }
    text.print(one.synopsis(0).strip() + System.lineSeparator() + one.description());
  }

  @Command(name = "quit", description = "Exits the debugger.")
  void quit() {
    open = false;
  }
}
