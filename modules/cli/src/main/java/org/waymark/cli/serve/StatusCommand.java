package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a running replica is. */
@Command(
    name = "status",
    description = {
      "Shows whether a running replica is ready, and if not, why.",
      "It also shows the offset, lag, digest, lease, rows, trust and memory of the replica."
          + " Replicas of one AS at the same offset have the same digest."
    },
    footer = "  waymark status --config deploy/waymark.toml",
    exitCodeList = {
      "0:the replica is ready",
      "1:the replica is not ready",
      "2:the replica cannot be asked"
    })
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The configuration that the replica was started with.")
  private Path configFile;

  @Option(names = "--json", description = "Prints JSON.")
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
