package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Lists the trust material that had been accepted by a moment. */
@Command(
    name = "trust",
    description = "Lists the TRCs and certificate chains that had been accepted by a given moment.",
    footer = "  waymark trust --config deploy/waymark.toml --as-of 2026-11-28T14:32:00Z",
    exitCodeList = {"0:there is trust material", "1:there is no trust material", "2:error"})
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
        .column("valid", one -> one.path("valid").asBoolean() ? "yes" : "no, expired")
        .print(answer.path("trust"), out);
  }
}
