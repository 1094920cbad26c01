package org.waymark.cli.segments;

import org.waymark.cli.history.SegmentListCommand;
import picocli.CommandLine.Command;

/** Segments in stores and files. */
@Command(
    name = "segments",
    description = {
      "Lists stored segments, writes them to files, shows what is in a file, and registers it"
          + " again.",
      "A file has one of two forms: JSON for people, with the wire bytes of each segment, or only"
          + " wire bytes, which are the control messages that register the segments."
    },
    footer = "  waymark segments show segments.json",
    subcommands = {
      SegmentListCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ShowCommand.class
    })
public final class SegmentsCommand {}
