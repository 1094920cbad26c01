package org.waymark.cli.audit;

import picocli.CommandLine.Command;

/** Groups the commands about witnesses. */
@Command(
    name = "witness",
    description = "Keeps what witnesses have signed about the log.",
    footer = "  waymark audit witness add cosigned.checkpoint --config deploy/waymark.toml",
    subcommands = AuditWitnessAddCommand.class)
final class AuditWitnessCommand {}
