package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import org.waymark.history.query.AnswerText;

/** The table of messages that replicas rejected, shown on the segment and interface pages. */
final class RefusalTable {
  private RefusalTable() {}

  /** Writes the table, if there are any rejections. */
  static void write(JsonNode answer, HtmlWriter page) {
    if (!answer.path("refusals").isEmpty()) {
      new PageTable("Refused, and therefore only recorded in .audit")
          .numberColumn("offset", "offset")
          .timeColumn("time", "at")
          .column("type", "type")
          .column("reason", "reason")
          .column("source", AnswerText::source)
          .write(answer.path("refusals"), page);
    }
  }
}
