package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the segments that were valid and not blocked at a moment. */
@Command(
    name = "list",
    description = {"Lists the segments that were stored, valid and not blocked at a given moment."},
    footer = "  waymark segments list --config deploy/waymark.toml --as-of -15m",
    exitCodeList = {"0:there are segments", "1:there are no segments", "2:error"})
public final class SegmentListCommand extends AsOfCommand {
  @Mixin private SegmentFilterOptions filter;

  @Override
  protected ObjectNode query() {
    ObjectNode query = queryAsOf("segments");
    filter.addTo(query);
    return query;
  }

  @Override
  protected String list(JsonNode answer) {
    return "segments";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    new AnswerTable()
        .column("type", "type")
        .idColumn()
        .column("offset", "offset")
        .timeColumn("recorded", "recordedAt")
        .timeColumn("expires", "end")
        .column("hops", AnswerTable::hops)
        .print(answer.path("segments"), out);
  }
}
