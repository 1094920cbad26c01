package org.waymark.cli;

import picocli.CommandLine.Command;

/** What is done to the log itself. */
@Command(
    name = "log",
    description = "Makes the log.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LogInitCommand.class})
final class LogCommand {}
