package org.waymark.cli.world;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stops or starts an AS of a running world, with all its services. */
@Command(
    name = "as",
    description = "Stops or starts an AS of a running world, with all its services.",
    mixinStandardHelpOptions = true)
final class AsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  enum Action {
    STOP,
    START
  }

  @Parameters(paramLabel = "stop|start", description = "What to do.")
  private Action action;

  @Parameters(paramLabel = "ISD-AS", description = "The AS.")
  private String subject;

  @Override
  public Integer call() {
    world.ask(new ControlRequest(verb(), subject));
    spec.commandLine()
        .getOut()
        .printf("as %s: %s%n", subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }

  private ControlRequest.Verb verb() {
    return switch (action) {
      case STOP -> ControlRequest.Verb.STOP_AS;
      case START -> ControlRequest.Verb.START_AS;
    };
  }
}
