package org.waymark.cli.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import picocli.CommandLine.Option;

/** The options that select segments. */
final class SegmentFilterOptions {
  @Option(
      names = "--type",
      paramLabel = "up|down|core",
      description = "The type of the segments. Default: any type.")
  private SegmentType type;

  @Option(
      names = "--from",
      paramLabel = "ISD-AS",
      description =
          "The AS at which the segments start. AS 0 means any AS in the ISD. Default: any AS.")
  private IsdAs first;

  @Option(
      names = "--to",
      paramLabel = "ISD-AS",
      description = "The AS at which the segments end. Default: any AS.")
  private IsdAs last;

  @Option(
      names = "--isd",
      paramLabel = "ISD",
      description = "An ISD that the segments pass through. Default: any ISD.")
  private Integer isd;

  @Option(
      names = "--as",
      paramLabel = "ISD-AS",
      description = "An AS that the segments pass through. Default: any AS.")
  private IsdAs as;

  IsdAs first() {
    return first;
  }

  IsdAs last() {
    return last;
  }

  void addTo(ObjectNode query) {
    HistoryCommand.put(query, "type", type == null ? null : type.name().toLowerCase(Locale.ROOT));
    HistoryCommand.put(query, "first", first);
    HistoryCommand.put(query, "last", last);
    HistoryCommand.put(query, "as", as);
    if (isd != null) {
      query.put("isd", isd);
    }
  }
}
