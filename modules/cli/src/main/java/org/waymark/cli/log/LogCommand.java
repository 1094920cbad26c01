package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** The group of commands that work on the log itself. */
@Command(
    name = "log",
    description =
        "Creates, refills, exports and imports the log of an AS, and switches replicas to a log.",
    footer = "  waymark log adopt --config deploy/waymark.toml",
    subcommands = {
      LogInitCommand.class,
      LogAnchorCommand.class,
      LogReseedCommand.class,
      LogAdoptCommand.class,
      LogExportCommand.class,
      LogImportCommand.class
    })
public final class LogCommand {}
