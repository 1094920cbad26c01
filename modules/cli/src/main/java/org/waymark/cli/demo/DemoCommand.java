package org.waymark.cli.demo;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Demonstrates Waymark in one minute on one machine. */
@Command(
    name = "demo",
    description = {
      "Starts a Kafka broker and three replicas on this machine and checks their behaviour.",
      "The demo registers, requests and revokes segments, and kills and restarts a replica. It then"
          + " runs a network of two ISDs and cuts a link that a host is using. The demo checks"
          + " every claim that it prints."
    },
    footer = "  waymark demo --keep")
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      description = "Keeps everything running until Ctrl-C, and does not delete the log files.")
  private boolean keep;

  @Option(names = "--json", description = "Prints one JSON document at the end instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    try {
      Narration narration = new Narration(spec.commandLine().getOut(), json);
      boolean holds = new Demo(narration, spec.root().userObject().getClass().getName()).run(keep);
      return holds ? ExitCode.YES : ExitCode.NO;
    } catch (ClosedByInterruptException | InterruptedException e) {
      throw new CommandException("the demo was stopped before it finished", e);
    } catch (IOException e) {
      throw new CommandException("the demo failed: " + e.getMessage(), e);
    }
  }
}
