package org.waymark.cli.world;

import picocli.CommandLine.Command;

/** Worlds on this machine. */
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
      LinkCommand.class,
      AsCommand.class,
      ReplicaCommand.class,
      ClockCommand.class,
      ProbeCommand.class
    })
public final class WorldCommand {}
