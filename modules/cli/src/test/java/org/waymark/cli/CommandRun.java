package org.waymark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The exit code and output of a command that ran inside the test. */
public record CommandRun(int exitCode, String out, String err) {
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Waymark.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Runs a command whose output is read while it runs. {@return its exit code} */
  public static int writingTo(Writer out, String... arguments) {
    return Waymark.run(new PrintWriter(out, true), new PrintWriter(Writer.nullWriter()), arguments);
  }

  /** Runs a command on a running world. {@return its exit code and output} */
  public static CommandRun ofWorld(Path folder, String... words) {
    List<String> line = new ArrayList<>(List.of("world"));
    line.addAll(List.of(words));
    line.addAll(List.of("--world", folder.toString()));
    return of(line.toArray(String[]::new));
  }

  public List<String> lines() {
    return out.lines().toList();
  }
}
