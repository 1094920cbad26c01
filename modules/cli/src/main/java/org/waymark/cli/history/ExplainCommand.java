package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.waymark.history.query.AnswerText;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Explains why there was, or was not, a path at a moment. */
@Command(
    name = "explain",
    description = {
      "Explains why there was, or was not, a path from one AS to another.",
      "If there was no path, the command prints the first missing stage, its cause, and what "
          + "would have made a path possible. If there was a path, the command prints the segments "
          + "that the path used and the events that would have ended it."
    },
    footer = "  waymark explain 1-14 1-16 --config deploy/waymark.toml --as-of -15m",
    exitCodeList = {"0:there was a path", "1:there was no path", "2:error"})
public final class ExplainCommand extends AsOfCommand {
  @Parameters(index = "0", paramLabel = "SRC", description = "The AS at which the path starts.")
  private IsdAs source;

  @Parameters(index = "1", paramLabel = "DST", description = "The AS at which the path ends.")
  private IsdAs destination;

  @Override
  protected ObjectNode query() {
    return queryAsOf("explain").put("src", source.toString()).put("dst", destination.toString());
  }

  @Override
  protected String list(JsonNode answer) {
    return "segments";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    if (isYes(answer)) {
      printPath(answer, out);
    } else {
      printMissing(answer, out);
    }
    answer.path("unknown").forEach(one -> out.println("unknown: " + one.asText()));
  }

  private void printPath(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s reached %s over %s, the best of them %s%n",
        source,
        destination,
        AnswerText.counted(answer.path("paths").asLong(), "path"),
        answer.path("path").path("sequence").asText());
    new AnswerTable()
        .column("type", "type")
        .idColumn()
        .column("offset", "offset")
        .timeColumn("expires", "end")
        .column("interfaces", one -> words(one.path("interfaces")))
        .print(answer.path("segments"), out);
    for (JsonNode segment : answer.path("segments")) {
      for (JsonNode refused : segment.path("refusedRevocations")) {
        out.println("possibly broken nevertheless: " + evidence(refused));
      }
    }
    out.println(
        answer.path("critical").isEmpty()
            ? "no single interface was used by all paths"
            : "used by all paths, so revoking any of these would have ended all paths: "
                + words(answer.path("critical")));
    if (answer.has("lastsUntil")) {
      out.println(
          "the last path would have ended at " + AnswerTable.time(answer.path("lastsUntil")));
    }
  }

  private void printMissing(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s did not reach %s: stage %s, %s%s%n",
        source,
        destination,
        answer.path("stage").asText(),
        answer.path("reason").asText(),
        answer.path("inferred").asBoolean() ? " (inferred, not recorded)" : "");
    if (answer.has("evidence")) {
      out.println("because: " + evidence(answer.path("evidence")));
    }
    out.println(answer.path("wouldWorkIf").asText());
    new AnswerTable()
        .column("type", "type")
        .idColumn()
        .column("reason", "reason")
        .column("because", one -> evidence(one.path("evidence")))
        .column("hops", AnswerTable::hops)
        .print(answer.path("segments"), out);
  }

  private static String evidence(JsonNode evidence) {
    StringBuilder text = new StringBuilder(AnswerTable.time(evidence.path("at")));
    if (evidence.has("offset")) {
      text.append(", offset ").append(evidence.path("offset").asLong());
      text.append(" of .").append(evidence.path("topic").asText());
    }
    text.append(": ").append(evidence.path("text").asText());
    if (evidence.has("interface")) {
      text.append(" (interface ").append(evidence.path("interface").asText()).append(')');
    }
    if (evidence.has("until")) {
      text.append(", until ").append(AnswerTable.time(evidence.path("until")));
    }
    return text.toString();
  }

  private static String words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(one -> words.add(one.asText()));
    return String.join(" ", words);
  }
}
