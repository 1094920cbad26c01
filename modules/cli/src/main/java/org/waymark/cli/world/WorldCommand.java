package org.waymark.cli.world;

import java.util.Locale;
import java.util.function.Function;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
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
  /** Virtual time passes by milliseconds. */
  private static final double MIN_ADVANCE_S = 0.001;

  private static final long MAX_ADVANCE_S = 86_400;

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
          case CUT -> text -> new ControlRequest.Cut(AsInterface.parse(text));
          case RESTORE -> text -> new ControlRequest.Restore(AsInterface.parse(text));
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
          case STOP -> text -> new ControlRequest.StopAs(IsdAs.parse(text));
          case START -> text -> new ControlRequest.StartAs(IsdAs.parse(text));
        },
        ia,
        world);
  }

  @Command(
      name = "replica",
      description = {
        "Kills or starts a replica of a running world. It dies as a process does on SIGKILL: it"
            + " says",
        "nothing in .audit, its lease runs out, and what it had not flushed it applies again."
      },
      mixinStandardHelpOptions = true)
  int replica(
      @Parameters(paramLabel = "kill|start", description = "What to do.") ReplicaAction action,
      @Parameters(paramLabel = "ID", description = "The replica, like ps1-11-1.") String id,
      @Mixin WhichWorld world) {
    return act(
        "replica",
        action,
        switch (action) {
          case KILL -> ControlRequest.KillReplica::new;
          case START -> ControlRequest.StartReplica::new;
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
          case STOP -> text -> new ControlRequest.StopDispatcher(IsdAs.parse(text));
          case START -> text -> new ControlRequest.StartDispatcher(IsdAs.parse(text));
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
      @Parameters(paramLabel = "SECONDS", description = "How long, at most a day.") String seconds,
      @Mixin WhichWorld world) {
    long ms = ms(seconds);
    for (long passed = 0; passed < ms; passed += ControlRequest.Advance.MAX_MS) {
      world.ask(new ControlRequest.Advance(Math.min(ControlRequest.Advance.MAX_MS, ms - passed)));
    }
    return done("clock", action, seconds);
  }

  private static long ms(String seconds) {
    try {
      double parsed = Double.parseDouble(seconds);
      if (parsed >= MIN_ADVANCE_S && parsed <= MAX_ADVANCE_S) {
        return Math.round(parsed * 1_000);
      }
    } catch (NumberFormatException _) {
      // Refused like a number that is out of range.
    }
    throw new CommandException(
        "clock advance takes %s to %d seconds, not '%s'"
            .formatted(MIN_ADVANCE_S, MAX_ADVANCE_S, seconds));
  }

  private int act(
      String what,
      Enum<?> action,
      Function<String, ControlRequest> request,
      String subject,
      WhichWorld world) {
    try {
      world.ask(request.apply(subject));
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return done(what, action, subject);
  }

  private int done(String what, Enum<?> action, String subject) {
    spec.commandLine()
        .getOut()
        .printf("%s %s: %s%n", what, subject, action.name().toLowerCase(Locale.ROOT));
    return ExitCode.YES;
  }
}
