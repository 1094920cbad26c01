package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.waymark.history.query.AnswerText;

/**
 * The page that compares the paths between a pair of ASes at two moments, and shows when there was
 * a path in the time between.
 */
final class AvailabilityPage {
  private AvailabilityPage() {}

  static String of(JsonNode answer) {
    HtmlWriter page = DifferencePage.begin(answer);
    int added = count(answer, "added");
    page.element(
            "p",
            "Paths from %s to %s: %d added, %d removed, %d at both moments."
                .formatted(
                    answer.path("src").asText(),
                    answer.path("dst").asText(),
                    added,
                    answer.path("changes").size() - added,
                    answer.path("same").asLong()))
        .line();
    if (answer.has("availability")) {
      strip(answer, page);
    }
    new PageTable("Paths that differ between the two moments")
        .column("change", "change")
        .column("fingerprint", "fingerprint")
        .timeColumn("expires", "expiry")
        .column("sequence", "sequence")
        .write(answer.path("changes"), page);
    return PageFrame.end(page);
  }

  private static int count(JsonNode answer, String change) {
    int count = 0;
    for (JsonNode one : answer.path("changes")) {
      count += one.path("change").asText().equals(change) ? 1 : 0;
    }
    return count;
  }

  private static void strip(JsonNode answer, HtmlWriter page) {
    JsonNode availability = answer.path("availability");
    ArrayNode spans = spans(answer);
    List<Band> bands = new ArrayList<>();
    for (JsonNode span : spans) {
      long fromMs = CoverRows.ms(span.path("from"));
      bands.add(
          new Band(
              fromMs,
              Math.max(fromMs, CoverRows.ms(span.path("to"))),
              kind(span),
              "%s from %s to %s"
                  .formatted(
                      kind(span).meaning(),
                      AnswerText.time(span.path("from")),
                      AnswerText.time(span.path("to")))));
    }
    String pair = answer.path("src").asText() + " to " + answer.path("dst").asText();
    long toMs = CoverRows.ms(answer.path("at"));
    long startMs = spans.isEmpty() ? toMs : CoverRows.ms(spans.get(0).path("from"));
    page.element("h2", "When there was a path").line();
    new TimePicture(
            "Paths from " + pair,
            startMs,
            Math.max(startMs, toMs),
            List.of(new TimeRow(pair, bands, List.of())),
            List.of())
        .write(page);
    if (availability.path("omitted").asInt() > 0) {
      PageFrame.note(
          ("%d later changes are not listed: choose moments that are closer together, or raise"
                  + " --limit.")
              .formatted(availability.path("omitted").asInt()),
          page);
    }
    if (availability.path("truncated").asBoolean()) {
      PageFrame.note(
          "The time ran out, so it is unknown what happened after the last change. Choose moments"
              + " that are closer together.",
          page);
    }
    new PageTable("When there was a path")
        .timeColumn("from", "from")
        .timeColumn("to", "to")
        .column("path", span -> kind(span).meaning())
        .numberColumn("offset", "offset")
        .column("began because", "because")
        .write(spans, page);
  }

  private static Band.Kind kind(JsonNode span) {
    if (!span.has("holds")) {
      return Band.Kind.UNKNOWN;
    }
    return span.path("holds").asBoolean() ? Band.Kind.AVAILABLE : Band.Kind.UNAVAILABLE;
  }

  /**
   * {@return the periods between changes, in order; in a period without {@code holds}, it is
   * unknown whether there was a path}
   */
  private static ArrayNode spans(JsonNode answer) {
    JsonNode availability = answer.path("availability");
    ArrayNode spans = JsonNodeFactory.instance.arrayNode();
    ObjectNode open =
        spans
            .addObject()
            .put("from", answer.path("fromAt").asText())
            .put("holds", availability.path("atFrom").asBoolean());
    for (JsonNode change : availability.path("changes")) {
      String at = change.path("at").asText();
      open.put("to", at);
      open = spans.addObject().put("from", at).put("holds", change.path("holds").asBoolean());
      if (change.has("offset")) {
        open.set("offset", change.path("offset"));
      }
      StringJoiner causes = new StringJoiner(", ");
      change.path("causes").forEach(cause -> causes.add(cause.asText()));
      open.put("because", causes.toString());
    }
    if (availability.path("omitted").asInt() > 0 || availability.path("truncated").asBoolean()) {
      open.remove("holds");
    }
    open.put("to", answer.path("at").asText());
    // The moment before all records is in 1970, but no picture should begin there.
    if (CoverRows.ms(answer.path("fromAt")) == 0 && spans.size() > 1) {
      spans.remove(0);
    }
    return spans;
  }
}
