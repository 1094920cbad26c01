package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.waymark.history.query.AnswerText;

/** A table whose rows are the elements of a list in an answer. */
final class PageTable {
  private final String caption;
  private final List<Column> columns = new ArrayList<>();

  private record Column(String heading, String look, Function<JsonNode, String> cell) {}

  PageTable(String caption) {
    this.caption = caption;
  }

  PageTable column(String heading, Function<JsonNode, String> cell) {
    columns.add(new Column(heading, "words", cell));
    return this;
  }

  PageTable column(String heading, String field) {
    return column(heading, one -> one.path(field).asText());
  }

  PageTable timeColumn(String heading, Function<JsonNode, JsonNode> field) {
    columns.add(new Column(heading, "fixed", one -> AnswerText.time(field.apply(one))));
    return this;
  }

  PageTable timeColumn(String heading, String field) {
    return timeColumn(heading, one -> one.path(field));
  }

  /** Adds a column with the first digits of the id of a segment. */
  PageTable idColumn() {
    columns.add(new Column("id", "id fixed", AnswerText::shortId));
    return this;
  }

  PageTable numberColumn(String heading, Function<JsonNode, String> cell) {
    columns.add(new Column(heading, "number", cell));
    return this;
  }

  PageTable numberColumn(String heading, String field) {
    return numberColumn(heading, one -> one.path(field).asText());
  }

  /** Writes the table, or a sentence saying that there is nothing to list. */
  void write(JsonNode rows, HtmlWriter page) {
    if (rows.isEmpty()) {
      page.element("p", caption + ": none.", "class", "none").line();
      return;
    }
    page.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", caption);
    page.open("table").element("caption", caption);
    page.open("thead").open("tr");
    columns.forEach(
        column -> page.element("th", column.heading(), "scope", "col", "class", column.look()));
    page.close().close().line().open("tbody");
    for (JsonNode row : rows) {
      page.open("tr");
      for (Column column : columns) {
        String cell = column.cell().apply(row);
        page.element("td", cell.isEmpty() ? "–" : cell, "class", column.look());
      }
      page.close().line();
    }
    page.close().close().close().line();
  }
}
