package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** The group of commands that work on the log itself. */
@Command(
    name = "log",
    description =
        "Creates or refills the log of an AS, exports or imports parts of it, and switches replicas"
            + " to another log.",
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
