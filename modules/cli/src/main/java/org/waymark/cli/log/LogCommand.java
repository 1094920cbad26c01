package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** What is done to the log itself. */
@Command(
    name = "log",
    description = "Creates and refills the log of an AS, and moves replicas over to it.",
    footer = "  waymark log adopt --config deploy/waymark.toml",
    subcommands = {
      LogInitCommand.class,
      LogAnchorCommand.class,
      LogReseedCommand.class,
      LogAdoptCommand.class
    })
public final class LogCommand {}
