package org.waymark.cli.world;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cuts or restores a link of a running world. */
@Command(
    name = "link",
    description = "Cuts or restores a link of a running world.",
    mixinStandardHelpOptions = true)
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  enum Action {
    CUT,
    RESTORE
  }

  @Parameters(paramLabel = "cut|restore", description = "What to do.")
  private Action action;

  @Parameters(paramLabel = "ISD-AS#IF", description = "Either end of the link, like 1-11#3.")
  private String subject;

  @Override
  public Integer call() {
    world.ask(new ControlRequest(verb(), subject));
    spec.commandLine()
        .getOut()
        .printf("link %s: %s%n", subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }

  private ControlRequest.Verb verb() {
    return switch (action) {
      case CUT -> ControlRequest.Verb.CUT;
      case RESTORE -> ControlRequest.Verb.RESTORE;
    };
  }
}
