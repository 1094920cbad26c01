package org.waymark.cli;

import picocli.CommandLine.Command;

/** What is done to the log itself. */
@Command(
    name = "log",
    description = "Makes, refills and adopts the log.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LogInitCommand.class, LogReseedCommand.class, LogAdoptCommand.class})
final class LogCommand {}
