package org.waymark.cli.log;

import picocli.CommandLine.Command;

/** The group of commands that change the trust anchors of a log. */
@Command(
    name = "anchor",
    description = {
      "Adds trust anchors, the first TRCs of ISDs, to a log.",
      "Replicas accept later TRCs from the network, but never the first TRC of an ISD."
    },
    footer = "  waymark log anchor add --config deploy/waymark.toml ISD2-V1.trc",
    subcommands = LogAnchorAddCommand.class)
final class LogAnchorCommand {}
