package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.waymark.history.query.AnswerText;

/**
 * Draws the coverage of segments: when valid versions were stored, the gaps in between, and how
 * long the current version will be valid.
 */
final class CoverRows {
  private final long momentMs;

  /**
   * @param momentMs the moment that the answer describes, in Unix milliseconds
   */
  CoverRows(long momentMs) {
    this.momentMs = momentMs;
  }

  static long ms(JsonNode time) {
    return Instant.parse(time.asText()).toEpochMilli();
  }

  /** {@return the segments for which there is a period of coverage to draw} */
  static List<JsonNode> drawn(JsonNode segments) {
    List<JsonNode> drawn = new ArrayList<>();
    segments.forEach(
        one -> {
          if (one.has("cover")) {
            drawn.add(one);
          }
        });
    return drawn;
  }

  /** {@return a bar with marks at the points where the coverage begins and ends} */
  TimeRow row(JsonNode segment, List<Mark> more) {
    List<Mark> marks = new ArrayList<>(more);
    for (JsonNode cover : segment.path("cover")) {
      Mark.Kind.of(cover.path("began").asText())
          .ifPresent(
              kind ->
                  marks.add(
                      new Mark(
                          ms(cover.path("from")),
                          kind,
                          cover.path("began").asText()
                              + " at "
                              + AnswerText.time(cover.path("from")))));
      Mark.Kind.of(cover.path("because").asText())
          .ifPresent(
              kind ->
                  marks.add(
                      new Mark(
                          ms(cover.path("to")),
                          kind,
                          ended(cover) + " at " + AnswerText.time(cover.path("to")))));
    }
    return new TimeRow(label(segment), bands(segment), Mark.sorted(marks));
  }

  static String label(JsonNode segment) {
    int omitted = segment.path("coverOmitted").asInt();
    return "%s %s  %s%s"
        .formatted(
            segment.path("type").asText(),
            AnswerText.shortId(segment),
            AnswerText.hops(segment),
            omitted == 0 ? "" : "  (%d earlier times not drawn)".formatted(omitted));
  }

  List<Band> bands(JsonNode segment) {
    List<Band> bands = new ArrayList<>();
    long[] endedMs = {Long.MIN_VALUE};
    for (JsonNode cover : segment.path("cover")) {
      long fromMs = ms(cover.path("from"));
      addGap(endedMs[0], fromMs, bands);
      boolean ended = cover.has("to");
      long toMs = ended ? ms(cover.path("to")) : Math.max(fromMs, momentMs);
      bands.add(
          new Band(
              fromMs,
              toMs,
              Band.Kind.LIVE,
              "a valid version was stored from %s to %s"
                  .formatted(TimePicture.time(fromMs), TimePicture.time(toMs))));
      endedMs[0] = ended ? toMs : Long.MAX_VALUE;
    }
    addGap(endedMs[0], momentMs, bands);
    if (endedMs[0] == Long.MAX_VALUE && segment.has("end")) {
      long endMs = ms(segment.path("end"));
      if (endMs > momentMs) {
        bands.add(
            new Band(
                momentMs,
                endMs,
                Band.Kind.PLANNED,
                "the stored version is valid until " + TimePicture.time(endMs)));
      }
    }
    return bands;
  }

  private static void addGap(long fromMs, long toMs, List<Band> bands) {
    if (fromMs != Long.MIN_VALUE && fromMs < toMs) {
      bands.add(
          new Band(
              fromMs,
              toMs,
              Band.Kind.GAP,
              "no valid version was stored from %s to %s"
                  .formatted(TimePicture.time(fromMs), TimePicture.time(toMs))));
    }
  }

  private static String ended(JsonNode cover) {
    return cover.has("revocation")
        ? cover.path("because").asText() + " by " + AnswerText.because(cover)
        : cover.path("because").asText();
  }

  /** Writes a note that says how many segments have no bar. */
  static void noteOmitted(JsonNode segments, String advice, HtmlWriter page) {
    int omitted = segments.size() - drawn(segments).size();
    if (omitted > 0) {
      PageFrame.note(
          "%d more segments have no bar in the picture, only a row in the table: %s."
              .formatted(omitted, advice),
          page);
    }
  }

  /** {@return a table of segments, to which columns can be added} */
  static PageTable segments(String caption) {
    return new PageTable(caption)
        .column("type", "type")
        .idColumn()
        .column("hops", AnswerText::hops)
        .timeColumn("expires", "end");
  }

  /**
   * Writes a table of the periods of coverage of each segment, the spans of time in which a version
   * of it was stored and valid.
   */
  static void table(List<JsonNode> segments, HtmlWriter page) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode segment : segments) {
      for (JsonNode cover : segment.path("cover")) {
        ObjectNode row = rows.addObject();
        row.set("type", segment.path("type"));
        row.set("id", segment.path("id"));
        row.set("cover", cover);
      }
    }
    new PageTable("When a valid version was stored")
        .column("type", "type")
        .idColumn()
        .column("began", row -> row.path("cover").path("began").asText())
        .timeColumn("from", row -> row.path("cover").path("from"))
        .timeColumn("to", row -> row.path("cover").path("to"))
        .column("ended because", row -> ended(row.path("cover")))
        .write(rows, page);
  }
}
