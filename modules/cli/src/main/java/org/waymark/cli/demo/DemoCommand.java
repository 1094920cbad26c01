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

/** Waymark in a minute, on one machine. */
@Command(
    name = "demo",
    description = {
      "Starts a Kafka broker and three replicas of one AS on this machine and drives them.",
      "It registers, asks, revokes, kills and restarts. Then it runs a network of two ISDs, cuts a",
      "link under the path of a host, and checks every claim it makes."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--keep", description = "Leave everything running until Ctrl-C.")
  private boolean keep;

  @Option(names = "--json", description = "Print one JSON document at the end.")
  private boolean json;

  @Override
  public Integer call() {
    try {
      Narration narration = new Narration(spec.commandLine().getOut(), json);
      boolean holds = new Demo(narration, spec.root().userObject().getClass().getName()).run(keep);
      return holds ? ExitCode.YES : ExitCode.NO;
    } catch (ClosedByInterruptException | InterruptedException e) {
      throw new CommandException("the demo was told to stop before its end", e);
    } catch (IOException e) {
      throw new CommandException("the demo could not go on: " + e.getMessage(), e);
    }
  }
}
