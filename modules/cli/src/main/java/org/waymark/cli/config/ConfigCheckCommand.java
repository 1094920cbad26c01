package org.waymark.cli.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ConfigCheck;
import org.waymark.edge.config.Overrides;
import org.waymark.edge.config.StartupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration as a replica would, and prints what is wrong with it. */
@Command(
    name = "check",
    description = {
      "Checks a configuration, and the topology and certificates that it names, without starting a"
          + " replica.",
      "Each problem is printed with its line, its key and what is expected. Variables WAYMARK_* of"
          + " the environment count as they would for a replica."
    },
    footer = "  waymark config check deploy/waymark.toml",
    exitCodeList = {"0:a replica could start with it", "1:it has problems", "2:error"})
final class ConfigCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.toml", description = "The configuration.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A value that replaces that of the file and of the environment.")
  private List<String> values = List.of();

  @Option(names = "--json", description = "Prints the problems and warnings as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Overrides overrides;
    try {
      overrides = Overrides.of(ConfigFile.environment(), values);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
    List<String> problems = ConfigCheck.problems(file, overrides);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      put(document.putArray("problems"), problems);
      put(document.putArray("warnings"), overrides.unknownVariables());
      out.println(document);
    } else {
      problems.forEach(out::println);
      overrides.unknownVariables().forEach(warning -> out.println("warning: " + warning));
      if (problems.isEmpty()) {
        out.println(file + ": no problem found");
      }
    }
    return problems.isEmpty() ? ExitCode.YES : ExitCode.NO;
  }

  private static void put(ArrayNode array, List<String> lines) {
    lines.forEach(array::add);
  }
}
