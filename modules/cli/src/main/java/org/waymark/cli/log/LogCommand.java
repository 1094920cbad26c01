package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** What is done to the log itself. */
@Command(
    name = "log",
    description = "Makes, refills and adopts the log.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LogInitCommand.class,
      LogAnchorCommand.class,
      LogReseedCommand.class,
      LogAdoptCommand.class
    })
public final class LogCommand {}
