package org.waymark.cli.world;

import java.util.Locale;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Worlds on this machine, and what can be done to one that runs. */
@Command(
    name = "world",
    description = {
      "SCION networks on this machine: beacon servers, border routers, hosts and replicas of path",
      "servers over one Kafka, in one process. Cut links, stop ASes, kill replicas, and watch."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      WorldCreateCommand.class,
      WorldRunCommand.class,
      WorldStatusCommand.class,
      ProbeCommand.class
    })
public final class WorldCommand {
  @Spec private CommandSpec spec;

  enum LinkAction {
    CUT,
    RESTORE
  }

  enum AsAction {
    STOP,
    START
  }

  enum ReplicaAction {
    KILL,
    START
  }

  enum DispatcherAction {
    STOP,
    START
  }

  enum ClockAction {
    ADVANCE
  }

  @Command(
      name = "link",
      description = "Cuts or restores a link of a running world.",
      mixinStandardHelpOptions = true)
  int link(
      @Parameters(paramLabel = "cut|restore", description = "What to do.") LinkAction action,
      @Parameters(paramLabel = "ISD-AS#IF", description = "Either end of the link, like 1-11#3.")
          String end,
      @Mixin WhichWorld world) {
    return act(
        "link",
        action,
        switch (action) {
          case CUT -> ControlRequest.Verb.CUT;
          case RESTORE -> ControlRequest.Verb.RESTORE;
        },
        end,
        world);
  }

  @Command(
      name = "as",
      description = "Stops or starts an AS of a running world, with all its services.",
      mixinStandardHelpOptions = true)
  int as(
      @Parameters(paramLabel = "stop|start", description = "What to do.") AsAction action,
      @Parameters(paramLabel = "ISD-AS", description = "The AS.") String ia,
      @Mixin WhichWorld world) {
    return act(
        "as",
        action,
        switch (action) {
          case STOP -> ControlRequest.Verb.STOP_AS;
          case START -> ControlRequest.Verb.START_AS;
        },
        ia,
        world);
  }

  @Command(
      name = "replica",
      description = "Kills or starts a replica in a running world.",
      mixinStandardHelpOptions = true)
  int replica(
      @Parameters(paramLabel = "kill|start", description = "What to do.") ReplicaAction action,
      @Parameters(paramLabel = "ID", description = "The replica, like ps1-11-1.") String id,
      @Mixin WhichWorld world) {
    return act(
        "replica",
        action,
        switch (action) {
          case KILL -> ControlRequest.Verb.KILL_REPLICA;
          case START -> ControlRequest.Verb.START_REPLICA;
        },
        id,
        world);
  }

  @Command(
      name = "dispatcher",
      description = "Stops or starts the dispatcher that the replicas of an AS are behind.",
      mixinStandardHelpOptions = true)
  int dispatcher(
      @Parameters(paramLabel = "stop|start", description = "What to do.") DispatcherAction action,
      @Parameters(paramLabel = "ISD-AS", description = "The AS.") String ia,
      @Mixin WhichWorld world) {
    return act(
        "dispatcher",
        action,
        switch (action) {
          case STOP -> ControlRequest.Verb.STOP_DISPATCHER;
          case START -> ControlRequest.Verb.START_DISPATCHER;
        },
        ia,
        world);
  }

  @Command(
      name = "clock",
      description = "Lets the time of a virtual world pass.",
      mixinStandardHelpOptions = true)
  int clock(
      @Parameters(paramLabel = "advance", description = "What to do.") ClockAction action,
      @Parameters(paramLabel = "SECONDS", description = "How long.") String seconds,
      @Mixin WhichWorld world) {
    return act("clock", action, ControlRequest.Verb.ADVANCE, seconds, world);
  }

  private int act(
      String what, Enum<?> action, ControlRequest.Verb verb, String subject, WhichWorld world) {
    world.ask(new ControlRequest(verb, subject));
    spec.commandLine()
        .getOut()
        .printf("%s %s: %s%n", what, subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }
}
