package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Lists the blocks in force at a moment. */
@Command(
    name = "blocks",
    description = {
      "Lists the blocks in force at a given moment.",
      "A block hides segments from answers until it expires or is removed with waymark unblock."
          + " Replicas renew a block that lasts longer than 24h; the list names the replica that"
          + " renewed it last."
    },
    footer = "  waymark blocks --config deploy/waymark.toml --as-of -15m",
    exitCodeList = {"0:there are blocks", "1:there are no blocks", "2:error"})
public final class BlocksCommand extends AsOfCommand {
  @Override
  protected ObjectNode query() {
    return queryAsOf("blocks");
  }

  @Override
  protected String list(JsonNode answer) {
    return "blocks";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    new AnswerTable()
        .column("subject", "subject")
        .column("offset", "offset")
        .timeColumn("until", "until")
        .column("set by", "operator")
        .column("renewed by", "renewedBy")
        .column("reason", "reason")
        .print(answer.path("blocks"), out);
  }
}
