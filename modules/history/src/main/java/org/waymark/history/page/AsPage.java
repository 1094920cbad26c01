package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The page on the life of an AS, which shows the AS's segments and the revocations of its
 * interfaces.
 */
final class AsPage {
  private AsPage() {}

  static String of(JsonNode answer) {
    JsonNode segments = answer.path("segments");
    HtmlWriter page = PageFrame.begin("History of AS " + answer.path("subject").asText());
    PageFrame.moment(answer, page);
    page.element(
            "p",
            "Known interfaces: %d. Segments that use them: %d."
                .formatted(answer.path("interfaces").size(), segments.size()))
        .line();
    PageFrame.notes(answer, page);
    long momentMs = CoverRows.ms(answer.path("at"));
    CoverRows covers = new CoverRows(momentMs);
    List<JsonNode> drawn = CoverRows.drawn(segments);
    List<TimeRow> bars = drawn.stream().map(one -> covers.row(one, List.of())).toList();
    List<TimeRow> revocations = interfaces(answer, bars, page);
    page.element("h2", "Segments").line();
    TimePicture.around("Segments that use an interface of the AS", momentMs, bars, revocations)
        .ifPresent(picture -> picture.write(page));
    CoverRows.noteOmitted(segments, "name a single interface of the AS", page);
    CoverRows.segments("Segments")
        .column("live", one -> one.path("live").asBoolean() ? "yes" : "no")
        .numberColumn("events", "events")
        .numberColumn("gaps", "gaps")
        .column("last event", "lastEvent")
        .timeColumn("at", "lastAt")
        .write(segments, page);
    CoverRows.table(drawn, page);
    return PageFrame.end(page);
  }

  /**
   * Writes the interfaces, using the time axis of the segments.
   *
   * @return the bars of the interfaces
   */
  private static List<TimeRow> interfaces(
      JsonNode answer, List<TimeRow> segments, HtmlWriter page) {
    page.element("h2", "Interfaces").line();
    List<TimeRow> rows = new ArrayList<>();
    int omitted = 0;
    for (JsonNode one : answer.path("interfaces")) {
      int revocations = one.path("revocations").asInt();
      if (revocations > 0 && rows.size() == HistoryPage.MAX_BARS) {
        omitted++;
      } else if (revocations > 0) {
        int left = revocations - one.path("revoked").size();
        rows.add(
            InterfacePage.revocations(
                one.path("interface").asText()
                    + (left > 0 ? "  (%d earlier revocations not drawn)".formatted(left) : ""),
                one.path("revoked")));
      }
    }
    TimePicture.around(
            "Revocations of interfaces of the AS", CoverRows.ms(answer.path("at")), rows, segments)
        .ifPresent(picture -> picture.write(page));
    if (omitted > 0) {
      PageFrame.note(
          "%d more interfaces were revoked but have no bar: name a single interface of the AS."
              .formatted(omitted),
          page);
    }
    new PageTable("Interfaces")
        .column("interface", "interface")
        .numberColumn("segments", "segments")
        .numberColumn("revocations", "revocations")
        .numberColumn("killed", "killed")
        .timeColumn("last revoked", "lastAt")
        .write(answer.path("interfaces"), page);
    for (JsonNode one : answer.path("interfaces")) {
      if (!one.path("revoked").isEmpty()) {
        new PageTable("Latest revocations of " + one.path("interface").asText())
            .numberColumn("offset", "offset")
            .timeColumn("time", "at")
            .timeColumn("in force until", "until")
            .numberColumn("killed", "killedCount")
            .write(one.path("revoked"), page);
      }
    }
    return rows;
  }
}
