package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.waymark.cli.output.Columns;

/** A table whose rows are the elements of a list in an answer. */
public final class AnswerTable {
  private static final int SHORT_ID = 12;

  private final List<String> headings = new ArrayList<>();
  private final List<Function<JsonNode, String>> cells = new ArrayList<>();

  /** Adds a column. */
  public AnswerTable column(String heading, Function<JsonNode, String> cell) {
    headings.add(heading);
    cells.add(cell);
    return this;
  }

  /** Adds a column that shows a field unchanged. */
  public AnswerTable column(String heading, String field) {
    return column(heading, one -> one.path(field).asText());
  }

  /** Adds a column that shows a time. */
  public AnswerTable timeColumn(String heading, String field) {
    return column(heading, one -> time(one.path(field)));
  }

  /** Adds a column that shows the first digits of an id. */
  public AnswerTable idColumn() {
    return column("id", AnswerTable::shortId);
  }

  /** Prints the heading, and one row for each element. */
  public void print(JsonNode list, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(headings);
    list.forEach(one -> rows.add(cells.stream().map(cell -> text(cell.apply(one))).toList()));
    Columns.print(rows, out);
  }

  private static String text(String cell) {
    return cell.isEmpty() ? "-" : cell;
  }

  /** Formats a time with a resolution of one second. {@return the time as text} */
  static String time(JsonNode field) {
    return field.isMissingNode()
        ? ""
        : Instant.parse(field.asText()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@return the first digits of the id of a segment} */
  static String shortId(JsonNode segment) {
    String id = segment.path("id").asText();
    return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
  }

  /** {@return the types and ids of segments} */
  static String ids(JsonNode segments) {
    return StreamSupport.stream(segments.spliterator(), false)
        .map(one -> one.path("type").asText() + " " + shortId(one))
        .collect(Collectors.joining(", "));
  }

  /** Formats hops like {@code 1-11 50>17 1-12}. {@return the hops as text} */
  static String hops(JsonNode segment) {
    return StreamSupport.stream(segment.path("hops").spliterator(), false)
        .map(
            hop ->
                interfaceText(hop.path("ingress").asLong(), "", " ")
                    + hop.path("isdAs").asText()
                    + interfaceText(hop.path("egress").asLong(), " ", ""))
        .collect(Collectors.joining(">"));
  }

  private static String interfaceText(long id, String before, String after) {
    return id == 0 ? "" : before + id + after;
  }

  /**
   * Describes the source of a record, like {@code 1-12 192.0.2.1 by scion-udp at ps1}. {@return the
   * source as text}
   */
  public static String source(JsonNode event) {
    JsonNode source = event.path("source");
    if (source.isMissingNode()) {
      return "";
    }
    String registrant =
        (source.path("isdAs").asText() + " " + source.path("address").asText()).strip();
    return (registrant.isEmpty() ? "" : registrant + " by ")
        + source.path("transport").asText()
        + " at "
        + source.path("replica").asText();
  }
}
