package org.waymark.cli.world;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Kills or starts a replica in a running world. */
@Command(
    name = "replica",
    description = "Kills or starts a replica in a running world.",
    mixinStandardHelpOptions = true)
final class ReplicaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WhichWorld world;

  enum Action {
    KILL,
    START
  }

  @Parameters(paramLabel = "kill|start", description = "What to do.")
  private Action action;

  @Parameters(paramLabel = "ID", description = "The replica, like ps1-11-1.")
  private String subject;

  @Override
  public Integer call() {
    world.ask(new ControlRequest(verb(), subject));
    spec.commandLine()
        .getOut()
        .printf("replica %s: %s%n", subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }

  private ControlRequest.Verb verb() {
    return switch (action) {
      case KILL -> ControlRequest.Verb.KILL_REPLICA;
      case START -> ControlRequest.Verb.START_REPLICA;
    };
  }
}
