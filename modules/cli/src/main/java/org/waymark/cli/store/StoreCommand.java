package org.waymark.cli.store;

import picocli.CommandLine.Command;

/** The group of commands that work on the store of a replica. */
@Command(
    name = "store",
    description = "Takes and restores snapshots of replica stores, and verifies stores row by row.",
    footer = "  waymark store snapshot today --config deploy/waymark.toml",
    subcommands = {StoreSnapshotCommand.class, StoreRestoreCommand.class, StoreVerifyCommand.class})
public final class StoreCommand {}
