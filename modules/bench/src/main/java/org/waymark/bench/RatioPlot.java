package org.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plot of the ratios of one benchmark: a bar for each run, oldest first, in a row for each ratio.
 *
 * @param rows the values of each ratio
 */
record RatioPlot(Map<String, List<Double>> rows) {
  private static final int ROW = 90;
  private static final int BAR = 60;
  private static final int WIDTH = 640;
  private static final int BAR_WIDTH = 36;

  /**
   * {@return the plot of the figures whose keys are {@code share} or end with {@code -ratio},
   * except the extremes}
   */
  static RatioPlot of(List<JsonNode> runs) {
    Map<String, List<Double>> rows = new TreeMap<>();
    for (JsonNode run : runs) {
      run.properties().stream()
          .filter(figure -> isRatio(figure.getKey()))
          .forEach(
              figure ->
                  rows.computeIfAbsent(figure.getKey(), _ -> new ArrayList<>())
                      .add(figure.getValue().asDouble()));
    }
    return new RatioPlot(rows);
  }

  private static boolean isRatio(String key) {
    return key.equals("share")
        || key.endsWith("-ratio") && !key.contains("least-") && !key.contains("greatest-");
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-size=\"11\">%n"
            .formatted(WIDTH, ROW * rows.size()));
    int top = 0;
    for (Map.Entry<String, List<Double>> row : rows.entrySet()) {
      svg.append("<text x=\"4\" y=\"%d\">%s</text>%n".formatted(top + 12, row.getKey()));
      double most = row.getValue().stream().mapToDouble(value -> value).max().orElse(1);
      int left = 4;
      for (double value : row.getValue()) {
        double height = most > 0 ? BAR * value / most : 0;
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#4a7\"/>"
                    + "<text x=\"%d\" y=\"%d\">%.2f</text>%n",
                left,
                top + ROW - 4 - height,
                BAR_WIDTH - 6,
                height,
                left,
                top + ROW - 6,
                value));
        left += BAR_WIDTH;
      }
      top += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
