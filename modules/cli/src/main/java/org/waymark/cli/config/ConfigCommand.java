package org.waymark.cli.config;

import picocli.CommandLine.Command;

/** The group of commands that help to write a configuration. */
@Command(
    name = "config",
    description = "Prints a commented configuration, and checks one without starting a replica.",
    footer = "  waymark config check deploy/waymark.toml",
    subcommands = {ConfigSampleCommand.class, ConfigCheckCommand.class})
public final class ConfigCommand {}
