package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the status of a running replica. */
@Command(
    name = "status",
    description = {
      "Shows whether a running replica is ready and, if it is not, why.",
      "The command also shows the replica's offsets, lag, digests, lease, row counts, trust"
          + " material and memory use, and the other replicas according to their last reports."
          + " Replicas of one AS at the same offset have equal digests."
    },
    footer = "  waymark status --config deploy/waymark.toml",
    exitCodeList = {
      "0:the replica is ready",
      "1:the replica is not ready",
      "2:the replica cannot be reached"
    })
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The configuration with which the replica was started.")
  private Path configFile;

  @Option(names = "--json", description = "Prints the status as JSON.")
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
      return ConfigFile.read(configFile);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
