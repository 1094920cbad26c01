package org.waymark.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A report as one table with a line for each count, so that a spreadsheet can filter and sum it.
 *
 * <p>The column {@code list} names the kind of subject of a line. The lines of each list add up to
 * the totals, so only lines of the same list may be added.
 *
 * <ul>
 *   <li>{@code span}: the time span, in {@code firstAt} and {@code lastAt};
 *   <li>{@code topics}: the number of records in the span per topic, in {@code subject}, and the
 *       offset of the first one;
 *   <li>{@code totals}, {@code sources}, {@code ases}, {@code paths}, {@code interfaces}, {@code
 *       refusals}, {@code quarantine}, {@code replicas}, {@code trust}: as in the JSON report;
 *   <li>{@code notes}: a sentence on what the report does not cover, in {@code text}.
 * </ul>
 */
final class AuditReportCsv {
  /**
   * The columns, in order. Other programs rely on this order, so new columns are added at the end.
   */
  enum Column {
    LIST,
    /**
     * The id of a path, an interface, a topic, the subject of trust material, or what was rejected.
     */
    SUBJECT,
    /**
     * Depending on the part of the report: the type of the path, the kind of trust material, or
     * whether the rejection was recorded as part of a summary.
     */
    TYPE,
    FIRST,
    LAST,
    /** The AS that sent the message; 0-0 stands for the replicas themselves. */
    ISD_AS,
    ADDRESS,
    TRANSPORT,
    REPLICA,
    COUNTED,
    COUNT,
    FIRST_AT,
    LAST_AT,
    OFFSET,
    TEXT,
    /** The offset of the last of several records; the first one is in {@code offset}. */
    LAST_OFFSET;

    private String heading() {
      String[] words = name().toLowerCase(Locale.ROOT).split("_");
      return words.length == 1
          ? words[0]
          : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }
  }

  private static final List<String> COUNTED_LISTS =
      List.of("sources", "ases", "paths", "interfaces", "refusals", "quarantine");

  private final List<List<String>> rows = new ArrayList<>();

  private AuditReportCsv() {}

  /** {@return the header and the lines} */
  static List<List<String>> rows(JsonNode report) {
    AuditReportCsv csv = new AuditReportCsv();
    csv.rows.add(Arrays.stream(Column.values()).map(Column::heading).toList());
    csv.add(
        new Line("span")
            .with(Column.FIRST_AT, report.path("from"))
            .with(Column.LAST_AT, report.path("to")));
    report
        .path("topics")
        .properties()
        .forEach(topic -> csv.topic(topic.getKey(), topic.getValue()));
    csv.counts(new Line("totals"), report.path("totals"));
    for (String list : COUNTED_LISTS) {
      for (JsonNode row : report.path(list)) {
        csv.counts(subject(list, row).with(row), row.path("counts"));
      }
    }
    report.path("replicas").forEach(row -> csv.add(replica(row)));
    report.path("trust").forEach(row -> csv.add(trust(row)));
    report.path("notes").forEach(note -> csv.add(new Line("notes").with(Column.TEXT, note)));
    return List.copyOf(csv.rows);
  }

  private void add(Line line) {
    rows.add(List.of(line.cells));
  }

  private void counts(Line line, JsonNode counts) {
    counts
        .properties()
        .forEach(
            count ->
                add(
                    line.copy()
                        .with(Column.COUNTED, count.getKey())
                        .with(Column.COUNT, count.getValue())));
  }

  private void topic(String name, JsonNode topic) {
    long from = topic.path("from").asLong();
    add(
        new Line("topics")
            .with(Column.SUBJECT, name)
            .with(Column.COUNTED, "records")
            .with(Column.COUNT, Long.toString(topic.path("to").asLong() - from))
            .with(Column.OFFSET, Long.toString(from)));
  }

  private static Line subject(String list, JsonNode row) {
    Line line = new Line(list);
    if (row.path("others").asBoolean()) {
      return line.with(Column.SUBJECT, "others");
    }
    return switch (list) {
      case "sources" -> line.with(Column.ISD_AS, senderOf(row.path("source"))).source(row);
      case "ases" -> line.with(Column.ISD_AS, row.path("isdAs"));
      case "paths" ->
          line.with(Column.SUBJECT, row.path("id"))
              .with(Column.TYPE, row.path("type"))
              .with(Column.FIRST, row.path("first"))
              .with(Column.LAST, row.path("last"))
              .with(Column.ISD_AS, row.path("registrant"));
      case "interfaces" ->
          line.with(Column.SUBJECT, row.path("interface")).with(Column.ISD_AS, row.path("sender"));
      case "refusals" ->
          line.with(Column.SUBJECT, row.path("refused"))
              .with(Column.TYPE, row.path("summary").asBoolean() ? "summed-up" : "each")
              .with(Column.TEXT, row.path("reason"))
              .with(Column.OFFSET, row.path("firstOffset"))
              .with(Column.LAST_OFFSET, row.path("lastOffset"));
      case "quarantine" ->
          line.with(Column.SUBJECT, row.path("topic")).with(Column.TEXT, row.path("reason"));
      default -> throw new IllegalArgumentException(list + " has no counts");
    };
  }

  private static String senderOf(JsonNode source) {
    return source.path("isdAs").asText("0-0");
  }

  private static Line replica(JsonNode row) {
    return listed("replicas", row)
        .with(Column.ADDRESS, row.path("address"))
        .with(Column.COUNTED, row.path("event"))
        .with(Column.TEXT, row.path("reason"));
  }

  private static Line trust(JsonNode row) {
    return listed("trust", row)
        .with(Column.SUBJECT, row.path("subject"))
        .with(Column.TYPE, row.path("kind"))
        .with(Column.COUNTED, "trustAccepted")
        .with(Column.TEXT, "version " + row.path("version").asText());
  }

  private static Line listed(String list, JsonNode row) {
    return new Line(list)
        .with(Column.REPLICA, row.path("replica"))
        .with(Column.COUNT, "1")
        .with(Column.FIRST_AT, row.path("at"))
        .with(Column.LAST_AT, row.path("at"))
        .with(Column.OFFSET, row.path("offset"));
  }

  /** A line whose cells are filled one by one. */
  private static final class Line {
    private final String[] cells;

    Line(String list) {
      this(new String[Column.values().length]);
      Arrays.fill(cells, "");
      with(Column.LIST, list);
    }

    private Line(String[] cells) {
      this.cells = cells;
    }

    Line copy() {
      return new Line(cells.clone());
    }

    Line with(Column column, String text) {
      cells[column.ordinal()] = text;
      return this;
    }

    Line with(Column column, JsonNode field) {
      return with(column, field.asText());
    }

    /** Fills in the times of a line. */
    Line with(JsonNode row) {
      return with(Column.FIRST_AT, row.path("firstAt")).with(Column.LAST_AT, row.path("lastAt"));
    }

    Line source(JsonNode row) {
      JsonNode source = row.path("source");
      return with(Column.ADDRESS, source.path("address"))
          .with(Column.TRANSPORT, source.path("transport"))
          .with(Column.REPLICA, source.path("replica"));
    }
  }
}
