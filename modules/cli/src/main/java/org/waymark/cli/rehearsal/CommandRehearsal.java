package org.waymark.cli.rehearsal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.waymark.cli.Waymark;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.LogProvider;

/**
 * Runs the commands that people use most. It uses no other classes, because every command would
 * load them from the cache.
 */
final class CommandRehearsal {
  private CommandRehearsal() {}

  /**
   * Runs the commands in this process.
   *
   * @param arguments the local AS of a path server that is running, a core AS that its segments
   *     reach, and its address
   */
  public static void main(String[] arguments) throws IOException {
    LogProvider.use();
    run("--help");
    run("ask", arguments[0], arguments[1], "--server", arguments[2]);
    run("ask", arguments[0], arguments[1], "--server", arguments[2], "--json");
  }

  /** Runs a command in this process, which must succeed. */
  static void run(String... arguments) throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    if (Waymark.run(out, out, arguments) != ExitCode.YES) {
      throw new IOException("waymark " + String.join(" ", arguments) + " failed");
    }
  }
}
