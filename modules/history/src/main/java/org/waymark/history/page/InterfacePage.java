package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.waymark.history.query.AnswerText;

/**
 * The page on the life of an interface, which shows its revocations and the segments that use it.
 */
final class InterfacePage {
  private InterfacePage() {}

  static String of(JsonNode answer) {
    String subject = answer.path("subject").asText();
    JsonNode revocations = answer.path("events");
    JsonNode users = answer.path("users");
    HtmlWriter page = PageFrame.begin("History of interface " + subject);
    PageFrame.moment(answer, page);
    page.element(
            "p",
            "Effective revocations of the interface: %d. Segments that have used it: %d."
                .formatted(revocations.size(), users.size()))
        .line();
    PageFrame.notes(answer, page);
    List<JsonNode> drawn = killedFirst(CoverRows.drawn(users));
    picture(answer, drawn, page);
    CoverRows.noteOmitted(users, "name a later --as-of or a single segment", page);
    new PageTable("Revocations")
        .numberColumn("offset", "offset")
        .timeColumn("time", "at")
        .timeColumn("in force until", "until")
        .numberColumn("epoch", "epoch")
        .numberColumn("killed", "killedCount")
        .column("killed segments", one -> AnswerText.ids(one.path("killed")))
        .column("source", AnswerText::source)
        .write(revocations, page);
    RefusalTable.write(answer, page);
    CoverRows.segments("Segments that have used the interface").write(users, page);
    CoverRows.table(drawn, page);
    return PageFrame.end(page);
  }

  private static void picture(JsonNode answer, List<JsonNode> drawn, HtmlWriter page) {
    long momentMs = CoverRows.ms(answer.path("at"));
    CoverRows covers = new CoverRows(momentMs);
    List<TimeRow> rows = new ArrayList<>();
    if (!answer.path("events").isEmpty()) {
      rows.add(
          revocations("revocations of " + answer.path("subject").asText(), answer.path("events")));
    }
    drawn.forEach(one -> rows.add(covers.row(one, List.of())));
    TimePicture.around("Revocations of the interface, and the segments that use it", momentMs, rows)
        .ifPresent(picture -> picture.write(page));
  }

  /** {@return a bar with the revocations of an interface} */
  static TimeRow revocations(String label, JsonNode revocations) {
    List<Band> bands = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    for (JsonNode one : revocations) {
      long atMs = CoverRows.ms(one.path("at"));
      String title =
          "revoked at %s by the record at offset %d, in force until %s, segments killed: %d"
              .formatted(
                  AnswerText.time(one.path("at")),
                  one.path("offset").asLong(),
                  AnswerText.time(one.path("until")),
                  one.path("killedCount").asInt());
      bands.add(
          new Band(
              atMs, Math.max(atMs, CoverRows.ms(one.path("until"))), Band.Kind.REVOKED, title));
      marks.add(new Mark(atMs, Mark.Kind.REVOKED, title));
    }
    return new TimeRow(label, bands, Mark.sorted(marks));
  }

  private static List<JsonNode> killedFirst(List<JsonNode> segments) {
    List<JsonNode> sorted = new ArrayList<>(segments);
    sorted.sort(Comparator.comparing(one -> !isKilled(one)));
    return sorted;
  }

  private static boolean isKilled(JsonNode segment) {
    for (JsonNode cover : segment.path("cover")) {
      if (cover.path("because").asText().equals("killed")) {
        return true;
      }
    }
    return false;
  }
}
