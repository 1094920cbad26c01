package org.waymark.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;
import org.waymark.cli.history.AnswerTable;
import org.waymark.history.query.AnswerText;

/** A report as human-readable tables. */
final class AuditReportTable {
  /** The fields of a report that are lists, in the order in which they are printed. */
  static final List<String> LISTS =
      List.of(
          "sources", "ases", "paths", "interfaces", "refusals", "quarantine", "replicas", "trust");

  /** The maximum number of rejected segments and interfaces that a row names. */
  private static final int MAX_NAMED = 3;

  private final JsonNode report;

  AuditReportTable(JsonNode report) {
    this.report = report;
  }

  /** Prints the time span and the range of records that it contains. */
  void printHead(PrintWriter out) {
    out.printf(
        "after %s up to %s (%s)%n",
        report.path("from").asText(), report.path("to").asText(), report.path("source").asText());
    StringJoiner topics = new StringJoiner(", ");
    report
        .path("topics")
        .properties()
        .forEach(topic -> topics.add("." + topic.getKey() + " " + offsets(topic.getValue())));
    out.println("records: " + topics);
    StringJoiner totals = new StringJoiner(", ");
    report
        .path("totals")
        .properties()
        .forEach(total -> totals.add(words(total.getKey()) + " " + total.getValue().asText()));
    out.println(totals.length() == 0 ? "nothing was recorded" : "total: " + totals);
    JsonNode audit = report.path("topics").path("audit");
    boolean isAuditWhole =
        audit.has("read")
            && audit.path("read").equals(audit.path("to"))
            && !audit.path("lost").asBoolean();
    if (totals.length() > 0 && isAuditWhole && report.path("refusals").isEmpty()) {
      out.println("rejected: nothing");
    }
  }

  private static String offsets(JsonNode topic) {
    long from = topic.path("from").asLong();
    long to = topic.path("to").asLong();
    return from == to ? "none" : "offsets " + from + " to " + (to - 1);
  }

  /** Prints the lists that have rows. */
  void printLists(PrintWriter out) {
    LISTS.forEach(
        list -> {
          JsonNode rows = report.path(list);
          if (!rows.isEmpty()) {
            out.println();
            out.println(heading(list));
            table(list, rows).print(rows, out);
          }
        });
  }

  /** Prints what the report does not cover. */
  void printEnd(PrintWriter out) {
    if (!report.path("notes").isEmpty()) {
      out.println();
    }
    report.path("notes").forEach(note -> out.println("note: " + note.asText()));
    if (report.path("truncated").asBoolean()) {
      out.println("incomplete: choose a shorter span, or raise --limit");
    }
  }

  private static String heading(String list) {
    return switch (list) {
      case "sources" -> "by source";
      case "ases" -> "by sending AS";
      case "paths" -> "registered paths";
      case "interfaces" -> "revoked interfaces";
      case "replicas" -> "starts and stops of replicas";
      case "trust" -> "accepted trust material";
      default -> list;
    };
  }

  private AnswerTable table(String list, JsonNode rows) {
    AnswerTable table = new AnswerTable();
    return switch (list) {
      case "sources" -> counted(table.column("source", AuditReportTable::source), rows);
      case "ases" -> counted(table.column("AS", one -> sender(one, "isdAs")), rows);
      case "paths" ->
          counted(
              table
                  .column("type", "type")
                  .column("id", one -> orOthers(one, AnswerTable.shortId(one)))
                  .column("first", "first")
                  .column("last", "last")
                  .column("registrant", one -> sender(one, "registrant")),
              rows);
      case "interfaces" ->
          counted(
              table
                  .column("interface", one -> orOthers(one, one.path("interface").asText()))
                  .column("sender", one -> sender(one, "sender")),
              rows);
      case "refusals" ->
          counted(
              table
                  .column("refused", one -> orOthers(one, one.path("refused").asText()))
                  .column("reason", "reason")
                  .column("recorded", AuditReportTable::recorded)
                  .column("offsets in .audit", AnswerText::offsets)
                  .column("of", AuditReportTable::refused),
              rows);
      case "quarantine" ->
          counted(
              table
                  .column("topic", one -> orOthers(one, one.path("topic").asText()))
                  .column("reason", "reason"),
              rows);
      case "replicas" ->
          table
              .timeColumn("at", "at")
              .column("offset", "offset")
              .column("replica", "replica")
              .column("event", "event")
              .column("address", "address")
              .column("reason", "reason");
      case "trust" ->
          table
              .timeColumn("at", "at")
              .column("offset", "offset")
              .column("replica", "replica")
              .column("kind", "kind")
              .column("subject", "subject")
              .column("version", "version");
      default -> throw new IllegalArgumentException("a report has no list " + list);
    };
  }

  /** Adds a column for each count that occurs in the list, and columns for the times. */
  private AnswerTable counted(AnswerTable table, JsonNode rows) {
    Set<String> counts = new HashSet<>();
    rows.forEach(row -> row.path("counts").fieldNames().forEachRemaining(counts::add));
    report.path("totals").properties().stream()
        .map(Map.Entry::getKey)
        .filter(counts::contains)
        .forEach(
            count -> table.column(words(count), row -> row.path("counts").path(count).asText()));
    return table.timeColumn("first at", "firstAt").timeColumn("last at", "lastAt");
  }

  private static String source(JsonNode row) {
    return orOthers(row, AnswerTable.source(row));
  }

  private static String recorded(JsonNode row) {
    if (!row.has("summary")) {
      return "";
    }
    return row.path("summary").asBoolean() ? "summed-up" : "each";
  }

  /**
   * {@return the first rejected segments and interfaces; undecodable segments are given by their
   * hash}
   */
  private static String refused(JsonNode row) {
    List<String> names =
        StreamSupport.stream(row.path("messages").spliterator(), false)
            .map(AuditReportTable::refusedName)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    String listed = String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())));
    return names.size() > MAX_NAMED ? listed + ", and others" : listed;
  }

  private static String refusedName(JsonNode message) {
    if (message.has("id")) {
      return (message.path("type").asText() + " " + AnswerTable.shortId(message)).strip();
    }
    return message.path("interface").asText(message.path("hash").asText());
  }

  private static String orOthers(JsonNode row, String text) {
    return row.path("others").asBoolean() ? "others" : text;
  }

  private static String sender(JsonNode row, String field) {
    String sender = row.path(field).asText();
    return orOthers(row, sender.equals("0-0") ? "replicas" : sender);
  }

  /**
   * Converts a name in camel case, such as {@code registrationRefused}, to hyphen-separated words,
   * such as {@code registration-refused}.
   */
  private static String words(String field) {
    return field.replaceAll("(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
  }
}
