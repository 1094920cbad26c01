package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.waymark.cli.output.Columns;
import org.waymark.history.query.AnswerText;

/** A table whose rows are the elements of a list in an answer. */
public final class AnswerTable {
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

  /**
   * Formats a time with a resolution of one second.
   *
   * @return the time as text
   */
  public static String time(JsonNode field) {
    return AnswerText.time(field);
  }

  /** {@return the first digits of the id of a segment} */
  public static String shortId(JsonNode segment) {
    return AnswerText.shortId(segment);
  }

  /** {@return the types and ids of the given segments, as text} */
  static String ids(JsonNode segments) {
    return AnswerText.ids(segments);
  }

  /**
   * Formats hops in the form {@code 1-11 50>17 1-12}.
   *
   * @return the hops as text
   */
  static String hops(JsonNode segment) {
    return AnswerText.hops(segment);
  }

  /**
   * Describes the source of a record, for example {@code 1-12 192.0.2.1 by scion-udp at ps1}.
   *
   * @return the source as text
   */
  public static String source(JsonNode event) {
    return AnswerText.source(event);
  }
}
