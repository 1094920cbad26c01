package org.waymark.cli.audit;

import picocli.CommandLine.Command;

/** The group of commands for witnesses. */
@Command(
    name = "witness",
    description = "Stores checkpoints of the log that witnesses have cosigned.",
    footer = "  waymark audit witness add cosigned.checkpoint --config deploy/waymark.toml",
    subcommands = AuditWitnessAddCommand.class)
final class AuditWitnessCommand {}
