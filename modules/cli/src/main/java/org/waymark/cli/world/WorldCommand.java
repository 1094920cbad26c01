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

/** The group of commands that create, run and change worlds on this machine. */
@Command(
    name = "world",
    description = {
      "Runs SCION networks on this machine, cuts their links, stops their ASes and kills their"
          + " replicas.",
      "A world is one process with the beacon servers, certificate servers, border routers, hosts"
          + " and path servers of all its ASes, and a Kafka broker."
    },
    footer = {
      "  waymark world create world",
      "  waymark world run world",
      "  waymark world status --world world"
    },
    subcommands = {
      WorldCreateCommand.class,
      WorldRunCommand.class,
      WorldStatusCommand.class,
      ProbeCommand.class
    })
public final class WorldCommand {
  /**
   * The shortest time by which the clock can be advanced, in seconds. Virtual time has a resolution
   * of one millisecond.
   */
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
      footer = "  waymark world link cut 1-11#4")
  int link(
      @Parameters(paramLabel = "cut|restore", description = "Whether to cut or restore the link.")
          LinkAction action,
      @Parameters(paramLabel = "ISD-AS#IF", description = "Either end of the link, such as 1-11#3.")
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
      description = "Stops or starts an AS of a running world, including all its services.",
      footer = "  waymark world as stop 1-21")
  int as(
      @Parameters(paramLabel = "stop|start", description = "Whether to stop or start the AS.")
          AsAction action,
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
        "Kills or starts a replica of a running world.",
        "A kill has the same effects as SIGKILL: no stop is recorded in the audit topic, the"
            + " replica's lease expires, and after a restart, the replica reapplies any records"
            + " that it had not flushed."
      },
      footer = "  waymark world replica kill ps1-31-1")
  int replica(
      @Parameters(paramLabel = "kill|start", description = "Whether to kill or start the replica.")
          ReplicaAction action,
      @Parameters(paramLabel = "ID", description = "The replica, such as ps1-11-1.") String id,
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
      description = "Stops or starts the dispatcher of an AS whose replicas use one.",
      footer = "  waymark world dispatcher stop 1-31")
  int dispatcher(
      @Parameters(
              paramLabel = "stop|start",
              description = "Whether to stop or start the dispatcher.")
          DispatcherAction action,
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
      description = "Advances the clock of a world that runs in virtual time.",
      footer = "  waymark world clock advance 60")
  int clock(
      @Parameters(
              paramLabel = "advance",
              description = "The action to perform; advance is the only action.")
          ClockAction action,
      @Parameters(
              paramLabel = "SECONDS",
              description =
                  "The number of seconds by which to advance the clock, at most 86400 (one day).")
          String seconds,
      @Mixin WhichWorld world) {
    long leftMs = ms(seconds);
    while (leftMs > 0) {
      leftMs -= world.ask(new ControlRequest.Advance(leftMs)).path("passed_ms").asLong();
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
      // The error is reported below, together with numbers that are out of range.
    }
    throw new CommandException(
        "clock advance: SECONDS must be %s to %d, got '%s'"
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
