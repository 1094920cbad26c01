package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries the paths between two ASes. */
@Command(
    name = "probe",
    description = {
      "Lets the host of an AS find its paths to another and send an echo request over each. What",
      "SCMP tells it of dead links it tells the path server of its AS, as every host does."
    },
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  @Parameters(paramLabel = "SRC", description = "The AS of the host.")
  private IsdAs src;

  @Parameters(paramLabel = "DST", description = "The AS to reach.")
  private IsdAs dst;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode answer = world.ask(new ControlRequest.Probe(src, dst));
    PrintWriter out = spec.commandLine().getOut();
    boolean alive = false;
    for (JsonNode path : answer.path("paths")) {
      String status = path.path("status").asText();
      alive |= status.startsWith("alive");
      if (!json) {
        out.printf("%-20s %s%n", status, path.path("sequence").asText());
      }
    }
    if (json) {
      out.println(answer);
    } else if (answer.path("paths").isEmpty()) {
      out.println("no path from " + src + " to " + dst);
    }
    return alive ? ExitCode.YES : ExitCode.NO;
  }
}
