package org.waymark.cli.segments;

import org.waymark.cli.history.SegmentListCommand;
import picocli.CommandLine.Command;

/** The group of commands for segments in stores and files. */
@Command(
    name = "segments",
    description = {
      "Lists stored segments, exports segments to files, shows the contents of files, and registers"
          + " them again.",
      "There are two file formats: json is readable by people and includes the wire bytes of each"
          + " segment; wire consists of the control messages that register the segments."
    },
    footer = "  waymark segments show segments.json",
    subcommands = {
      SegmentListCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ShowCommand.class
    })
public final class SegmentsCommand {}
