package org.waymark.history.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A timeline chart with a bar for each row. A long picture is split into sections, each with its
 * own axis, so that an axis is always close by and page breaks in print fall between sections.
 *
 * @param title a description of what the picture shows
 * @param fromMs the left end, in Unix milliseconds
 * @param toMs the right end, in Unix milliseconds
 * @param lines vertical lines at named instants
 */
record TimePicture(
    String title, long fromMs, long toMs, List<TimeRow> rows, List<VerticalLine> lines) {
  private static final int ROWS_PER_PIECE = 20;
  private static final int WIDTH = 1_000;
  private static final int MARGIN = 46;
  private static final int HEAD = 52;
  private static final int ROW = 50;
  private static final int LABEL = 14;
  private static final int BAR_TOP = 26;
  private static final int BAR = 14;
  private static final int MAX_LABEL = 120;

  /** The smallest width at which a band is visible. */
  private static final double MIN_WIDTH = 2;

  /** The distance below which two marks of the same kind are drawn as one. */
  private static final double NEAR = 6;

  /** A vertical line through all bars. */
  record VerticalLine(long atMs, String label) {}

  TimePicture {
    rows = List.copyOf(rows);
    lines = List.copyOf(lines);
    // A picture of a single instant shows one second around it.
    if (toMs <= fromMs) {
      fromMs -= 500;
      toMs = fromMs + 1_000;
    }
  }

  /**
   * {@return a picture that shows all rows, with a line at the moment to which the answer refers;
   * empty if there are no rows}
   */
  static Optional<TimePicture> around(String title, long momentMs, List<TimeRow> rows) {
    return around(title, momentMs, rows, List.of());
  }

  /** {@return a copy of this picture with an axis that is long enough to include other rows} */
  static Optional<TimePicture> around(
      String title, long momentMs, List<TimeRow> rows, List<TimeRow> others) {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    LongSummaryStatistics all =
        LongStream.concat(
                LongStream.of(momentMs),
                Stream.concat(edges(rows), edges(others)).mapToLong(Long::longValue))
            .summaryStatistics();
    return Optional.of(
        new TimePicture(
            title, all.getMin(), all.getMax(), rows, List.of(new VerticalLine(momentMs, "as of"))));
  }

  /** {@return the times of all bands and marks in the rows, in Unix milliseconds} */
  static Stream<Long> edges(List<TimeRow> rows) {
    return rows.stream()
        .flatMap(
            row ->
                Stream.concat(
                    row.bands().stream().flatMap(band -> Stream.of(band.fromMs(), band.toMs())),
                    row.marks().stream().map(Mark::atMs)));
  }

  /** Writes the picture with its legend. */
  void write(HtmlWriter page) {
    page.open("figure");
    for (int first = 0; first < rows.size(); first += ROWS_PER_PIECE) {
      piece(rows.subList(first, Math.min(first + ROWS_PER_PIECE, rows.size())), page);
    }
    page.element(
        "figcaption",
        "%s, from %s to %s. All times are in UTC. The table below has the same data."
            .formatted(title, time(fromMs), time(toMs)));
    legend(page);
    page.close().line();
  }

  private void piece(List<TimeRow> some, HtmlWriter page) {
    int height = HEAD + some.size() * ROW;
    TimeAxis axis = new TimeAxis(fromMs, toMs, MARGIN, WIDTH - 2 * MARGIN);
    PageFrame.openPicture(title, WIDTH, height, page);
    ticks(axis, height, page);
    lines.stream()
        .filter(line -> axis.contains(line.atMs()))
        .forEach(line -> line(line, axis, height, page));
    for (int i = 0; i < some.size(); i++) {
      page.open("g", "transform", "translate(0 %d)".formatted(HEAD + i * ROW));
      row(some.get(i), axis, page);
      page.close().line();
    }
    page.close().close().line();
  }

  private static void ticks(TimeAxis axis, int height, HtmlWriter page) {
    for (TimeAxis.Tick tick : axis.ticks()) {
      String x = number(tick.x());
      page.empty(
          "line", "class", "tick", "x1", x, "x2", x, "y1", "44", "y2", Integer.toString(height));
      page.element("text", tick.time(), "x", x, "y", "40", "class", "middle");
      page.element("text", tick.date(), "x", x, "y", "27", "class", "middle strong");
    }
    page.line();
  }

  private static void line(VerticalLine line, TimeAxis axis, int height, HtmlWriter page) {
    double at = axis.x(line.atMs());
    String x = number(at);
    page.open("g");
    page.element("title", line.label() + ": " + time(line.atMs()));
    page.empty(
        "line", "class", "moment", "x1", x, "x2", x, "y1", "16", "y2", Integer.toString(height));
    String anchor = at > WIDTH - 3 * MARGIN ? "end" : at < 3 * MARGIN ? "start" : "middle";
    page.element("text", line.label(), "x", x, "y", "12", "class", anchor + " strong");
    page.close().line();
  }

  private boolean isVisible(Band band) {
    return band.toMs() >= fromMs && band.fromMs() <= toMs;
  }

  private void row(TimeRow row, TimeAxis axis, HtmlWriter page) {
    page.element(
        "text",
        shortened(HtmlWriter.printable(row.label())),
        "class",
        "label",
        "x",
        Integer.toString(MARGIN),
        "y",
        Integer.toString(LABEL));
    page.empty(
        "line",
        "class",
        "tick",
        "x1",
        Integer.toString(MARGIN),
        "x2",
        Integer.toString(WIDTH - MARGIN),
        "y1",
        Integer.toString(BAR_TOP + BAR / 2),
        "y2",
        Integer.toString(BAR_TOP + BAR / 2));
    row.bands().stream().filter(this::isVisible).forEach(band -> band(band, axis, page));
    merged(row.marks(), axis).forEach(mark -> mark(mark, axis.x(mark.atMs()), page));
  }

  private static void band(Band band, TimeAxis axis, HtmlWriter page) {
    double width = Math.max(MIN_WIDTH, axis.x(band.toMs()) - axis.x(band.fromMs()));
    double x = Math.min(axis.x(band.fromMs()), axis.left() + axis.width() - width);
    page.open(
        "rect",
        "class",
        band.kind().look(),
        "x",
        number(x),
        "y",
        Integer.toString(BAR_TOP),
        "width",
        number(width),
        "height",
        Integer.toString(BAR));
    page.element("title", band.title()).close();
  }

  private static void mark(Mark mark, double x, HtmlWriter page) {
    page.open(
        "path",
        "class",
        mark.kind().look(),
        "d",
        mark.kind().path(),
        "transform",
        "translate(%s %d)".formatted(number(x), BAR_TOP + BAR / 2));
    page.element("title", mark.title()).close();
  }

  /** {@return the marks to draw, without those that are too close to others of the same kind} */
  private static List<Mark> merged(List<Mark> marks, TimeAxis axis) {
    List<Mark> merged = new ArrayList<>();
    for (Mark.Kind kind : Mark.Kind.values()) {
      List<Mark> near = new ArrayList<>();
      for (Mark mark : marks) {
        if (mark.kind() != kind || !axis.contains(mark.atMs())) {
          continue;
        }
        if (!near.isEmpty() && axis.x(mark.atMs()) - axis.x(near.getFirst().atMs()) > NEAR) {
          merged.add(one(near));
          near.clear();
        }
        near.add(mark);
      }
      if (!near.isEmpty()) {
        merged.add(one(near));
      }
    }
    return merged;
  }

  private static Mark one(List<Mark> near) {
    Mark first = near.getFirst();
    return near.size() == 1
        ? first
        : new Mark(
            first.atMs(),
            first.kind(),
            "%d times %s, from %s to %s"
                .formatted(
                    near.size(),
                    first.kind().meaning(),
                    time(first.atMs()),
                    time(near.getLast().atMs())));
  }

  private void legend(HtmlWriter page) {
    Set<Band.Kind> bands = EnumSet.noneOf(Band.Kind.class);
    Set<Mark.Kind> marks = EnumSet.noneOf(Mark.Kind.class);
    for (TimeRow row : rows) {
      row.bands().stream().filter(this::isVisible).forEach(band -> bands.add(band.kind()));
      row.marks().stream()
          .filter(mark -> mark.atMs() >= fromMs && mark.atMs() <= toMs)
          .forEach(mark -> marks.add(mark.kind()));
    }
    page.open("ul", "class", "legend", "aria-label", "Legend");
    bands.forEach(
        kind -> {
          sample(page.open("li"), kind.look());
          page.text(" " + kind.meaning()).close();
        });
    marks.forEach(
        kind -> {
          open(page.open("li"), "18");
          page.empty(
              "path",
              "class",
              kind.look(),
              "d",
              kind.path(),
              "transform",
              "translate(9 %d)".formatted(9 + kind.raised()));
          page.close().text(" " + kind.meaning()).close();
        });
    page.close().line();
  }

  /** Writes the legend entry for a band: a small sample of its pattern. */
  static void sample(HtmlWriter page, String look) {
    open(page, "24");
    page.empty(
        "rect", "class", look, "x", "1", "y", "2", "width", "22", "height", Integer.toString(BAR));
    page.close();
  }

  private static void open(HtmlWriter page, String width) {
    page.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "sample",
        "aria-hidden",
        "true",
        "width",
        width,
        "height",
        "18",
        "viewBox",
        "0 0 " + width + " 18");
  }

  static String time(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String number(double one) {
    return String.format(Locale.ROOT, "%.1f", one);
  }

  static String shortened(String label) {
    return label.codePointCount(0, label.length()) <= MAX_LABEL
        ? label
        : label.substring(0, label.offsetByCodePoints(0, MAX_LABEL)) + "…";
  }
}
