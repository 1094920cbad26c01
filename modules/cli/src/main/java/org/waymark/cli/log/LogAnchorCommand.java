package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** Groups the commands that change the trust anchors of a log. */
@Command(
    name = "anchor",
    description = {
      "Adds trust anchors to a log: the first TRCs of ISDs.",
      "Replicas accept later TRCs from the network, but never the first one of an ISD."
    },
    footer = "  waymark log anchor add --config deploy/waymark.toml ISD2-V1.trc",
    subcommands = LogAnchorAddCommand.class)
final class LogAnchorCommand {}
