package org.waymark.cli.segments;

import org.waymark.cli.history.SegmentListCommand;
import picocli.CommandLine.Command;

/** The group of commands for segments in stores and files. */
@Command(
    name = "segments",
    description = {
      "Lists stored segments, and exports, shows and imports segment files.",
      "Segment files have two formats: json is human-readable and includes the wire bytes of "
          + "each segment; wire consists of the control messages that register the segments."
    },
    footer = "  waymark segments show segments.json",
    subcommands = {
      SegmentListCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ShowCommand.class
    })
public final class SegmentsCommand {}
