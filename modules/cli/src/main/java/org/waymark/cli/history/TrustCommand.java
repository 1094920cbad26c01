package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** The trust material that was accepted by a moment. */
@Command(
    name = "trust",
    description = "Lists the TRCs and certificate chains that were accepted by a moment.",
    footer = "  waymark trust --config deploy/waymark.toml --as-of 2026-11-28T14:32:00Z",
    exitCodeList = {"0:there are some", "1:there are none", "2:error"})
public final class TrustCommand extends AsOfCommand {
  @Override
  protected ObjectNode query() {
    return queryAsOf("trust");
  }

  @Override
  protected String list(JsonNode answer) {
    return "trust";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    new AnswerTable()
        .column("kind", "kind")
        .column("subject", "subject")
        .column("version", "version")
        .timeColumn("expires", "end")
        .column("valid", one -> one.path("valid").asBoolean() ? "yes" : "no")
        .print(answer.path("trust"), out);
  }
}
