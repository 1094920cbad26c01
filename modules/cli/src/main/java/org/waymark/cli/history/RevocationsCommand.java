package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the revocations stored at a moment. */
@Command(
    name = "revocations",
    description = {
      "Lists the revocations in force at a given moment.",
      "A revocation is in force for a few seconds; while a link is down, its AS keeps renewing the"
          + " revocation."
    },
    footer = "  waymark revocations --config deploy/waymark.toml --as-of -15m",
    exitCodeList = {"0:there are revocations", "1:there are no revocations", "2:error"})
public final class RevocationsCommand extends AsOfCommand {
  @Option(
      names = "--as",
      paramLabel = "ISD-AS",
      description = "The AS whose interfaces are revoked. Default: any AS.")
  private IsdAs as;

  @Option(
      names = "--ended",
      description = "Includes stored revocations that were no longer in force at that moment.")
  private boolean ended;

  @Override
  protected ObjectNode query() {
    ObjectNode query = queryAsOf("revocations").put("ended", ended);
    put(query, "as", as);
    return query;
  }

  @Override
  protected String list(JsonNode answer) {
    return "revocations";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    new AnswerTable()
        .column("interface", "interface")
        .column("offset", "offset")
        .timeColumn("recorded", "recordedAt")
        .timeColumn("until", "until")
        .column("side", "side")
        .column("killed", "killed")
        .print(answer.path("revocations"), out);
  }
}
