package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * A picture of counts, with one bar for each row, longest first. A bar has up to three parts:
 * records that changed the state or contained reports of replicas, records that changed nothing,
 * and records that were rejected or unusable.
 *
 * @param omitted the number of rows without a bar
 */
record CountPicture(String title, List<Bar> bars, int omitted) {
  private static final int MAX_BARS = 20;
  private static final int WIDTH = 1_000;
  private static final int LENGTH = 860;
  private static final int ROW = 40;
  private static final int LABEL = 14;
  private static final int BAR_TOP = 19;
  private static final int HEIGHT = 14;
  private static final double MIN_WIDTH = 2;

  /** The parts of a bar, which can be told apart even without colours. */
  private enum Part {
    EFFECTIVE("solid", "took effect, or reported on replicas"),
    IDLE("outlined", "changed nothing"),
    BAD("hatched", "rejected, quarantined or unreadable");

    private final String look;
    private final String meaning;

    Part(String look, String meaning) {
      this.look = look;
      this.meaning = meaning;
    }

    private static Part of(String count) {
      return switch (count) {
        case "ignored", "killedOnArrival", "revocationKnown", "trustKnown" -> IDLE;
        case "quarantined", "registrationRefused", "revocationRefused", "unreadable" -> BAD;
        default -> EFFECTIVE;
      };
    }
  }

  /** The bar for one row: the sum for each part, and all counts as text. */
  record Bar(String label, double[] parts, String counts) {
    private double sum() {
      return parts[0] + parts[1] + parts[2];
    }
  }

  static CountPicture of(String title, JsonNode rows, Function<JsonNode, String> label) {
    List<Bar> bars = new ArrayList<>();
    for (JsonNode row : rows) {
      double[] parts = new double[Part.values().length];
      StringJoiner counts = new StringJoiner(", ");
      for (Map.Entry<String, JsonNode> count : row.path("counts").properties()) {
        // Segments that a revocation killed are not counted here, because they have no records
        // apart from that of the revocation.
        if (!count.getKey().equals("killed") || row.path("counts").size() == 1) {
          parts[Part.of(count.getKey()).ordinal()] += count.getValue().asDouble();
        }
        counts.add(ReportPage.words(count.getKey()) + " " + count.getValue().asText());
      }
      bars.add(new Bar(label.apply(row), parts, counts.toString()));
    }
    bars.sort(Comparator.comparingDouble(Bar::sum).reversed());
    return new CountPicture(
        title,
        List.copyOf(bars.subList(0, Math.min(MAX_BARS, bars.size()))),
        Math.max(0, bars.size() - MAX_BARS));
  }

  /** Writes the picture if there is anything to draw. */
  void write(HtmlWriter page) {
    double most = bars.stream().mapToDouble(Bar::sum).max().orElse(0);
    if (most == 0) {
      return;
    }
    page.open("figure");
    PageFrame.openPicture(title, WIDTH, bars.size() * ROW, page);
    for (int i = 0; i < bars.size(); i++) {
      page.open("g", "transform", "translate(0 %d)".formatted(i * ROW));
      bar(bars.get(i), most, page);
      page.close().line();
    }
    page.close().close().line();
    page.element("figcaption", title + ". The table below has the same data.");
    legend(page);
    page.close().line();
    if (omitted > 0) {
      PageFrame.note(
          "The picture shows the %d longest bars; the table has %d more rows."
              .formatted(MAX_BARS, omitted),
          page);
    }
  }

  private static void bar(Bar bar, double most, HtmlWriter page) {
    page.element("title", bar.label() + ": " + bar.counts());
    page.element(
        "text",
        TimePicture.shortened(HtmlWriter.printable(bar.label())),
        "class",
        "label",
        "x",
        "2",
        "y",
        Integer.toString(LABEL));
    double x = 2;
    for (Part part : Part.values()) {
      double count = bar.parts()[part.ordinal()];
      if (count > 0) {
        double width = Math.max(MIN_WIDTH, LENGTH * count / most);
        page.open(
            "rect",
            "class",
            part.look,
            "x",
            TimePicture.number(x),
            "y",
            Integer.toString(BAR_TOP),
            "width",
            TimePicture.number(width),
            "height",
            Integer.toString(HEIGHT));
        page.element("title", bar.label() + ": " + bar.counts()).close();
        x += width;
      }
    }
    page.element(
        "text",
        String.format(Locale.ROOT, "%.0f", bar.sum()),
        "x",
        TimePicture.number(x + 6),
        "y",
        Integer.toString(BAR_TOP + HEIGHT - 3));
  }

  private void legend(HtmlWriter page) {
    page.open("ul", "class", "legend", "aria-label", "Legend");
    for (Part part : Part.values()) {
      if (bars.stream().anyMatch(bar -> bar.parts()[part.ordinal()] > 0)) {
        TimePicture.sample(page.open("li"), part.look);
        page.text(" " + part.meaning).close();
      }
    }
    page.close().line();
  }
}
