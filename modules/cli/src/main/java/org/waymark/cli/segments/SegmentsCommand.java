package org.waymark.cli.segments;

import picocli.CommandLine.Command;

/** Segments in files. */
@Command(
    name = "segments",
    description = {
      "Puts segments into a file, shows what is in it, registers it again.",
      "A file is JSON for people, with the wire bytes of each segment, or nothing but wire bytes:",
      "the control messages that register them, one after the other."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ExportCommand.class, ImportCommand.class, ShowCommand.class})
public final class SegmentsCommand {}
