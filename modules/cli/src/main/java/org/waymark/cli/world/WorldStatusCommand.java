package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.StopSignals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the status of a running world. */
@Command(
    name = "status",
    description = "Shows the ASes, replicas and links of a running world.",
    footer = "  waymark world status --watch")
final class WorldStatusCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  @Option(names = "--watch", description = "Repeats the output every second until Ctrl-C.")
  private boolean watch;

  @Option(names = "--json", description = "Prints the status as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    print(out);
    if (watch) {
      CountDownLatch stop = new CountDownLatch(1);
      try (StopSignals _ = new StopSignals(stop::countDown)) {
        while (!stop.await(1, TimeUnit.SECONDS)) {
          out.print(json ? "" : CLEAR);
          print(out);
        }
      }
    }
    return ExitCode.YES;
  }

  private void print(PrintWriter out) {
    JsonNode status = world.ask(new ControlRequest.Status());
    if (json) {
      out.println(status);
    } else {
      WorldStatusText.print(status, out);
    }
    out.flush();
  }
}
