package org.waymark.cli.world;

import static java.util.stream.Collectors.counting;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends echo requests over the paths between two ASes. */
@Command(
    name = "probe",
    description = {
      "Sends an echo request over each path between two ASes of a running world.",
      "A host in SRC finds the paths and sends the requests. If an SCMP error reports a revoked "
          + "interface, the host forwards the revocation to a path server of its AS, as any host "
          + "would."
    },
    footer = "  waymark world probe 1-31 2-61")
final class ProbeCommand implements Callable<Integer> {
  private static final String ALIVE = "alive";
  private static final String STATUS = "status";

  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  @Parameters(paramLabel = "SRC", description = "The source AS.")
  private IsdAs src;

  @Parameters(paramLabel = "DST", description = "The destination AS.")
  private IsdAs dst;

  @Option(
      names = {"-m", "--max-paths"},
      paramLabel = "N",
      defaultValue = "10",
      description = "The maximum number of paths to list, best first. Default: ${DEFAULT-VALUE}.")
  private int maxPaths;

  @Option(names = "--json", description = "Prints all paths as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (maxPaths < 1) {
      throw new CommandException("--max-paths must be 1 or more, got " + maxPaths);
    }
    JsonNode answer = world.ask(new ControlRequest.Probe(src, dst));
    PrintWriter out = spec.commandLine().getOut();
    List<JsonNode> paths = answer.path("paths").valueStream().toList();
    if (json) {
      out.println(answer);
    } else {
      print(paths, out);
    }
    return paths.stream().anyMatch(path -> state(path).equals(ALIVE)) ? ExitCode.YES : ExitCode.NO;
  }

  private void print(List<JsonNode> paths, PrintWriter out) {
    if (paths.isEmpty()) {
      out.println("no path from " + src + " to " + dst);
    }
    paths.stream()
        .limit(maxPaths)
        .forEach(
            path ->
                out.printf(
                    "%-20s %s%n", path.path(STATUS).asText(), path.path("sequence").asText()));
    if (paths.size() > maxPaths) {
      Map<String, Long> others =
          paths.stream()
              .skip(maxPaths)
              .collect(Collectors.groupingBy(ProbeCommand::state, TreeMap::new, counting()));
      out.printf(
          "and %d more: %s; use -m %d to list all%n",
          paths.size() - maxPaths,
          others.entrySet().stream()
              .map(state -> state.getValue() + " " + state.getKey())
              .collect(Collectors.joining(", ")),
          paths.size());
    }
  }

  /** {@return the state of a path, without its round-trip time} */
  private static String state(JsonNode path) {
    return path.path(STATUS).asText().split(",", 2)[0];
  }
}
