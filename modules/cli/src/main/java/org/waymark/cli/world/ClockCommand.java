package org.waymark.cli.world;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets the time of a virtual world pass. */
@Command(
    name = "clock",
    description = "Lets the time of a virtual world pass.",
    mixinStandardHelpOptions = true)
final class ClockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  enum Action {
    ADVANCE
  }

  @Parameters(paramLabel = "advance", description = "What to do.")
  private Action action;

  @Parameters(paramLabel = "SECONDS", description = "How long.")
  private String subject;

  @Override
  public Integer call() {
    world.ask(new ControlRequest(verb(), subject));
    spec.commandLine()
        .getOut()
        .printf("clock %s: %s%n", subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }

  private ControlRequest.Verb verb() {
    return switch (action) {
      case ADVANCE -> ControlRequest.Verb.ADVANCE;
    };
  }
}
