package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one segment as it was stored at a moment. */
@Command(
    name = "segment",
    description = {
      "Shows a segment as it was stored at a given moment, and where it came from.",
      "The JSON formats include the segment's wire bytes in base64. To see what happened to the"
          + " segment, use waymark history."
    },
    footer = "  waymark segment 8c3a1f9e02d4 --config deploy/waymark.toml --as-of 4711",
    exitCodeList = {
      "0:the segment was valid and not hidden",
      "1:the segment was not valid, or was hidden",
      "2:error"
    })
public final class SegmentCommand extends AsOfCommand {
  @Parameters(
      paramLabel = "ID",
      description = "The id of the segment, or at least its first 8 digits.")
  private String id;

  @Override
  protected ObjectNode query() {
    return queryAsOf("segment").put("id", id);
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
        .column("live", one -> one.path("live").asBoolean() ? "yes" : "no")
        .column("offset", "offset")
        .timeColumn("recorded", "recordedAt")
        .timeColumn("expires", "end")
        .column("source", AnswerTable::source)
        .column("hops", AnswerTable::hops)
        .print(answer.path("segments"), out);
  }
}
