package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** What is done to the trust anchors of a log. */
@Command(
    name = "anchor",
    description = "The first TRCs of ISDs, which no replica takes from the network.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LogAnchorAddCommand.class)
final class LogAnchorCommand {}
