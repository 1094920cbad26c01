package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.ReplicaConfig;
import org.waymark.edge.StartupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a running replica is. */
@Command(
    name = "status",
    description = {
      "Asks a running replica how it is: ready or why not, offset, lag, digest, lease, rows, trust",
      "and memory. Replicas of one AS at equal offsets have equal digests."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ready", "1:not ready", "2:it cannot be asked"},
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The configuration that the replica was started with.")
  private Path configFile;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode status = StatusSocket.ask(readConfig());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(status);
    } else {
      ReplicaStatusText.print(status, out);
    }
    out.flush();
    return status.path("ready").asBoolean() ? ExitCode.YES : ExitCode.NO;
  }

  private ReplicaConfig readConfig() {
    try {
      return ReplicaConfig.read(configFile);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
