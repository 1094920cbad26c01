package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.waymark.history.query.AnswerText;

/** The page on a report: bars and tables of counts per source, AS, path, interface and reason. */
final class ReportPage {
  private ReportPage() {}

  static String of(JsonNode report) {
    HtmlWriter page =
        PageFrame.begin(
            "Audit report, after %s up to %s"
                .formatted(
                    AnswerText.time(report.path("from")), AnswerText.time(report.path("to"))));
    page.element("p", head(report)).line();
    report.path("notes").forEach(note -> PageFrame.note(note.asText(), page));
    if (report.path("truncated").asBoolean()) {
      PageFrame.note(
          "This report is incomplete: raise --limit if a list ends with a row for all others, or"
              + " choose a shorter span if the time ran out.",
          page);
    }
    totals(report, page);
    counted(report, "sources", "By source", source("source", AnswerText::source), page);
    counted(report, "ases", "By sending AS", source("AS", one -> sender(one, "isdAs")), page);
    counted(
        report, "refusals", "Rejections by reason", source("reason", ReportPage::refusal), page);
    counted(
        report,
        "quarantine",
        "Quarantined records by reason",
        source("reason", one -> one.path("topic").asText() + ": " + one.path("reason").asText()),
        page);
    counted(
        report, "interfaces", "Revoked interfaces", source("interface", ReportPage::revoked), page);
    counted(report, "paths", "Registered paths", source("path", ReportPage::path), page);
    listed(report, page);
    return PageFrame.end(page);
  }

  /** The kind of subject that the rows of a list describe. */
  private record Subject(String heading, Function<JsonNode, String> text) {}

  private static Subject source(String heading, Function<JsonNode, String> text) {
    return new Subject(
        heading, row -> row.path("others").asBoolean() ? "all others" : text.apply(row));
  }

  private static String head(JsonNode report) {
    StringJoiner topics = new StringJoiner(", ");
    report
        .path("topics")
        .properties()
        .forEach(
            topic -> {
              long from = topic.getValue().path("from").asLong();
              long to = topic.getValue().path("to").asLong();
              topics.add(
                  "."
                      + topic.getKey()
                      + (from == to ? " none" : " offsets " + from + " to " + (to - 1)));
            });
    String source = report.path("source").asText();
    return "Records: " + topics + (source.isEmpty() ? "." : " (" + source + ").");
  }

  private static void totals(JsonNode report, HtmlWriter page) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    report
        .path("totals")
        .properties()
        .forEach(
            total -> {
              rows.addObject()
                  .put("count", words(total.getKey()))
                  .putObject("counts")
                  .set(total.getKey(), total.getValue());
            });
    page.element("h2", "Total").line();
    CountPicture.of("Total counts", rows, row -> row.path("count").asText()).write(page);
    new PageTable("Total counts")
        .column("counted", "count")
        .numberColumn("number", row -> row.path("counts").elements().next().asText())
        .write(rows, page);
  }

  private static void counted(
      JsonNode report, String list, String title, Subject subject, HtmlWriter page) {
    JsonNode rows = report.path(list);
    page.element("h2", title).line();
    CountPicture.of(title, rows, subject.text()).write(page);
    Set<String> counts = new LinkedHashSet<>();
    rows.forEach(row -> row.path("counts").fieldNames().forEachRemaining(counts::add));
    PageTable table = new PageTable(title).column(subject.heading(), subject.text());
    counts.forEach(
        count -> table.numberColumn(words(count), row -> row.path("counts").path(count).asText()));
    table.timeColumn("first at", "firstAt").timeColumn("last at", "lastAt").write(rows, page);
  }

  private static void listed(JsonNode report, HtmlWriter page) {
    page.element("h2", "Replicas and trust").line();
    new PageTable("Starts and stops of replicas")
        .timeColumn("time", "at")
        .numberColumn("offset", "offset")
        .column("replica", "replica")
        .column("event", "event")
        .column("address", "address")
        .column("reason", "reason")
        .write(report.path("replicas"), page);
    new PageTable("Accepted TRCs and chains")
        .timeColumn("time", "at")
        .numberColumn("offset", "offset")
        .column("replica", "replica")
        .column("kind", "kind")
        .column("subject", "subject")
        .numberColumn("version", "version")
        .write(report.path("trust"), page);
  }

  private static String sender(JsonNode row, String field) {
    String sender = row.path(field).asText();
    return sender.equals("0-0") ? "the replicas themselves" : sender;
  }

  private static String refusal(JsonNode row) {
    return "%s rejected: %s%s, offsets %s of .audit"
        .formatted(
            row.path("refused").asText(),
            row.path("reason").asText(),
            row.path("summary").asBoolean() ? " (from summaries)" : "",
            AnswerText.offsets(row));
  }

  private static String revoked(JsonNode row) {
    return row.path("interface").asText()
        + (row.has("sender") ? ", sent by " + sender(row, "sender") : "");
  }

  private static String path(JsonNode row) {
    return "%s %s from %s to %s, registered by %s"
        .formatted(
            row.path("type").asText(),
            AnswerText.shortId(row),
            row.path("first").asText(),
            row.path("last").asText(),
            sender(row, "registrant"));
  }

  /**
   * Converts a name in camel case, such as {@code registrationRefused}, to separate words, such as
   * {@code registration refused}.
   */
  static String words(String field) {
    return field.replaceAll("(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
  }
}
