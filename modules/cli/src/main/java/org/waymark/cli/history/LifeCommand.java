package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.waymark.cli.output.PageOption;
import org.waymark.history.query.AnswerText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the history of a segment, an interface or an AS. */
@Command(
    name = "history",
    description = {
      "Shows what happened to a segment, an interface or an AS, event by event.",
      "For a segment: who registered it, over which transport and at which replica; what prolonged,"
          + " replaced or killed it; why a record was ignored or had no effect; when it expired;"
          + " and the gaps during which it was not valid. For an interface: its revocations and the"
          + " segments they killed. For both: what replicas refused. For an AS: a summary of its"
          + " interfaces and segments."
    },
    footer = {
      "  waymark history 8c3a1f9e02d4 --config deploy/waymark.toml",
      "  waymark history 1-11#5 --config deploy/waymark.toml",
      "  waymark history 1-11 --store /var/lib/waymark/ps1",
      "  waymark history 8c3a1f9e02d4 --html life.html --config deploy/waymark.toml"
    },
    exitCodeList = {"0:there were events", "1:there were no events", "2:error"})
public final class LifeCommand extends AsOfCommand {
  @Parameters(
      paramLabel = "ID|ISD-AS#IF|ISD-AS",
      description = "A segment id or its first digits, an interface, or an AS.")
  private String subject;

  @Mixin private PageOption page;

  @Override
  protected ObjectNode query() {
    return queryAsOf("history").put("subject", subject);
  }

  @Override
  protected boolean isForPage() {
    return page.isGiven();
  }

  @Override
  protected void writePage(JsonNode answer, PrintWriter err) {
    page.write(answer, err);
  }

  @Override
  protected String list(JsonNode answer) {
    return answer.path("kind").asText().equals("as") ? "segments" : "events";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    switch (answer.path("kind").asText()) {
      case "segment" -> ofSegment(answer, out);
      case "interface" -> ofInterface(answer, out);
      default -> ofAs(answer, out);
    }
    if (!answer.path("refusals").isEmpty()) {
      printRefusals(answer.path("refusals"), out);
    }
    if (answer.path("knownFrom").asLong() > 0) {
      out.printf("the effects of records before offset %d are not known here%n", knownFrom(answer));
    }
  }

  private static long knownFrom(JsonNode answer) {
    return answer.path("knownFrom").asLong();
  }

  private static void ofSegment(JsonNode answer, PrintWriter out) {
    for (JsonNode one : answer.path("segments")) {
      out.printf(
          "%s %s is %s: %s%n",
          one.path("type").asText(),
          one.path("id").asText(),
          one.path("live").asBoolean() ? "live" : "not live",
          AnswerTable.hops(one));
    }
    new AnswerTable()
        .column("offset", "offset")
        .timeColumn("time", "at")
        .column("type", "type")
        .column("event", "event")
        .timeColumn("expires", "end")
        .column("because", AnswerText::because)
        .column("source", AnswerTable::source)
        .print(answer.path("events"), out);
    for (JsonNode gap : answer.path("gaps")) {
      out.printf(
          "gap: the %s segment was not valid from %s (%s) to %s%n",
          gap.path("type").asText(),
          AnswerTable.time(gap.path("from")),
          gap.path("because").asText(),
          gap.has("to") ? AnswerTable.time(gap.path("to")) : "now");
    }
  }

  private static void ofInterface(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s: %s, used by %s%n",
        answer.path("subject").asText(),
        AnswerText.counted(answer.path("events").size(), "revocation"),
        AnswerText.counted(answer.path("users").size(), "segment"));
    if (answer.path("events").isEmpty()) {
      out.println(
          "This log records only revocations that concern its own segments. Also ask a replica in a"
              + " core AS, and ask about the interface at the other end of the link.");
    }
    new AnswerTable()
        .column("offset", "offset")
        .timeColumn("time", "at")
        .timeColumn("until", "until")
        .column("killed", one -> AnswerTable.ids(one.path("killed")))
        .column("source", AnswerTable::source)
        .print(answer.path("events"), out);
  }

  private static void printRefusals(JsonNode refusals, PrintWriter out) {
    out.println("refused, and therefore only recorded in .audit:");
    new AnswerTable()
        .column("offset", "offset")
        .timeColumn("time", "at")
        .column("type", "type")
        .column("reason", "reason")
        .column("source", AnswerTable::source)
        .print(refusals, out);
  }

  private static void ofAs(JsonNode answer, PrintWriter out) {
    new AnswerTable()
        .column("interface", "interface")
        .column("segments", "segments")
        .column("revocations", "revocations")
        .column("killed", "killed")
        .timeColumn("last revoked", "lastAt")
        .print(answer.path("interfaces"), out);
    new AnswerTable()
        .column("type", "type")
        .idColumn()
        .column("live", one -> one.path("live").asBoolean() ? "yes" : "no")
        .column("events", "events")
        .column("gaps", "gaps")
        .column("last event", "lastEvent")
        .timeColumn("at", "lastAt")
        .column("hops", AnswerTable::hops)
        .print(answer.path("segments"), out);
  }
}
