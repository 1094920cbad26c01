package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.waymark.history.query.AnswerText;

/** The page on the segments that differ between two moments. */
final class DifferencePage {
  private static final long LEAST_PAD_MS = 1_000;

  private DifferencePage() {}

  static String of(JsonNode answer) {
    HtmlWriter page = begin(answer);
    JsonNode changes = answer.path("changes");
    page.element("p", summary(changes) + answer.path("same").asLong() + " did not change.").line();
    List<JsonNode> drawn = CoverRows.drawn(changes);
    picture(answer, drawn, page);
    CoverRows.noteOmitted(changes, "narrow the query with --from, --to, --as or --isd", page);
    new PageTable("Segments that changed")
        .column("change", "change")
        .column("type", "type")
        .idColumn()
        .numberColumn("offset", "offset")
        .timeColumn("recorded", "at")
        .timeColumn("expires", "end")
        .column("interface", "interface")
        .column("in between", AnswerText::between)
        .column("hops", AnswerText::hops)
        .write(changes, page);
    new PageTable("Revocations in between")
        .numberColumn("offset", "offset")
        .timeColumn("time", "at")
        .column("interface", "interface")
        .numberColumn("killed", "killedCount")
        .column("killed segments", one -> AnswerText.ids(one.path("killed")))
        .write(answer.path("revocations"), page);
    CoverRows.table(drawn, page);
    return PageFrame.end(page);
  }

  /** Begins the page on a difference. */
  static HtmlWriter begin(JsonNode answer) {
    HtmlWriter page =
        PageFrame.begin(
            "What changed from %s to %s"
                .formatted(first(answer), AnswerText.time(answer.path("at"))));
    PageFrame.moment(answer, page);
    page.element(
            "p",
            "Compared with offset %d, %s."
                .formatted(answer.path("fromOffset").asLong(), first(answer)))
        .line();
    PageFrame.notes(answer, page);
    return page;
  }

  /**
   * {@return the first moment as text} For the moment before all records, the clock is 0, so this
   * method describes that moment in words.
   */
  private static String first(JsonNode answer) {
    return CoverRows.ms(answer.path("fromAt")) > 0
        ? AnswerText.time(answer.path("fromAt"))
        : "the beginning";
  }

  private static String summary(JsonNode changes) {
    Map<String, Integer> counts = new TreeMap<>();
    changes.forEach(one -> counts.merge(one.path("change").asText(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey() + ", ")
        .collect(Collectors.joining());
  }

  private static void picture(JsonNode answer, List<JsonNode> drawn, HtmlWriter page) {
    long toMs = CoverRows.ms(answer.path("at"));
    CoverRows covers = new CoverRows(toMs);
    List<TimeRow> rows = new ArrayList<>();
    Map<String, List<Mark>> revoked = new TreeMap<>();
    for (JsonNode one : answer.path("revocations")) {
      revoked
          .computeIfAbsent(one.path("interface").asText(), _ -> new ArrayList<>())
          .add(
              new Mark(
                  CoverRows.ms(one.path("at")),
                  Mark.Kind.REVOKED,
                  "revoked at %s by the record at offset %d, segments killed: %d"
                      .formatted(
                          AnswerText.time(one.path("at")),
                          one.path("offset").asLong(),
                          one.path("killedCount").asInt())));
    }
    revoked.forEach(
        (subject, marks) -> {
          if (rows.size() < HistoryPage.MAX_BARS) {
            rows.add(new TimeRow("revocations of " + subject, List.of(), Mark.sorted(marks)));
          }
        });
    drawn.forEach(one -> rows.add(row(one, covers)));
    if (rows.isEmpty()) {
      return;
    }
    long fromMs = CoverRows.ms(answer.path("fromAt"));
    long leftMs = left(rows, fromMs, toMs);
    long padMs = Math.max(LEAST_PAD_MS, (toMs - leftMs) / 8);
    new TimePicture(
            "Segments that changed, and the revocations in between",
            leftMs - padMs,
            toMs + padMs,
            rows,
            List.of(
                new TimePicture.VerticalLine(fromMs, "first moment"),
                new TimePicture.VerticalLine(toMs, "second moment")))
        .write(page);
    page.element(
            "p",
            "Bars that reach an edge of the picture continue beyond it. The label of each bar"
                + " begins with the kind of change.")
        .line();
    if (revoked.size() > HistoryPage.MAX_BARS) {
      PageFrame.note(
          "%d more interfaces were revoked but have no bar: narrow the query with --as or --isd."
              .formatted(revoked.size() - HistoryPage.MAX_BARS),
          page);
    }
  }

  private static TimeRow row(JsonNode change, CoverRows covers) {
    List<Mark> marks = new ArrayList<>();
    String what = change.path("change").asText();
    if ((what.equals("prolonged") || what.equals("replaced")) && !beginsCover(change)) {
      Mark.Kind.of(what)
          .ifPresent(
              kind ->
                  marks.add(
                      new Mark(
                          CoverRows.ms(change.path("at")),
                          kind,
                          "%s at %s by the record at offset %d"
                              .formatted(
                                  what,
                                  AnswerText.time(change.path("at")),
                                  change.path("offset").asLong()))));
    }
    TimeRow row = covers.row(change, marks);
    return new TimeRow(what + ": " + row.label(), row.bands(), row.marks());
  }

  /** {@return whether the change has already been marked because it began a period of coverage} */
  private static boolean beginsCover(JsonNode change) {
    for (JsonNode cover : change.path("cover")) {
      if (cover.path("from").equals(change.path("at"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Chooses the left end of the picture. The moment before all records has a time in 1970, at which
   * no picture should begin.
   */
  private static long left(List<TimeRow> rows, long fromMs, long toMs) {
    return fromMs > 0
        ? fromMs
        : TimePicture.edges(rows).mapToLong(Long::longValue).min().orElse(toMs);
  }
}
