package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waymark.history.query.AnswerText;

/** The page on the life of a segment, which shows one bar for each type, and all events. */
final class SegmentPage {
  private static final int SHORT_ID = 12;

  private SegmentPage() {}

  static String of(JsonNode answer) {
    HtmlWriter page = PageFrame.begin(titleOf(answer.path("subject").asText()));
    PageFrame.moment(answer, page);
    PageFrame.notes(answer, page);
    for (JsonNode segment : answer.path("segments")) {
      page.element(
              "p",
              "The %s segment %s is %s: %s."
                  .formatted(
                      segment.path("type").asText(),
                      segment.path("id").asText(),
                      segment.path("live").asBoolean() ? "live" : "not live",
                      AnswerText.hops(segment)))
          .line();
    }
    picture(answer, page);
    new PageTable("Events")
        .numberColumn("offset", "offset")
        .timeColumn("time", "at")
        .column("type", "type")
        .column("event", "event")
        .timeColumn("expires", "end")
        .column("because", AnswerText::because)
        .column("source", AnswerText::source)
        .write(answer.path("events"), page);
    new PageTable("Gaps in which no valid version was stored")
        .column("type", "type")
        .timeColumn("from", "from")
        .column("because", "because")
        .timeColumn("to", "to")
        .write(answer.path("gaps"), page);
    RefusalTable.write(answer, page);
    CoverRows.table(CoverRows.drawn(answer.path("segments")), page);
    return PageFrame.end(page);
  }

  private static String titleOf(String id) {
    return "History of segment " + id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static void picture(JsonNode answer, HtmlWriter page) {
    long momentMs = CoverRows.ms(answer.path("at"));
    CoverRows rows = new CoverRows(momentMs);
    List<TimeRow> bars = new ArrayList<>();
    for (JsonNode segment : CoverRows.drawn(answer.path("segments"))) {
      List<Mark> marks = marks(answer.path("events"), segment.path("type").asText());
      bars.add(new TimeRow(CoverRows.label(segment), rows.bands(segment), marks));
    }
    TimePicture.around("Life of the segment", momentMs, bars)
        .ifPresent(picture -> picture.write(page));
  }

  private static List<Mark> marks(JsonNode events, String type) {
    List<Mark> marks = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path("type").asText().equals(type)) {
        Mark.Kind.of(event.path("event").asText())
            .ifPresent(
                kind -> marks.add(new Mark(CoverRows.ms(event.path("at")), kind, title(event))));
      }
    }
    return Mark.sorted(marks);
  }

  private static String title(JsonNode event) {
    return Stream.of(
            event.path("event").asText() + " at " + AnswerText.time(event.path("at")),
            "offset " + event.path("offset").asLong(),
            AnswerText.because(event),
            AnswerText.source(event))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
