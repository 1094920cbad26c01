package org.waymark.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A figure of the history benchmark.
 *
 * @param floor the figure with which it is compared, measured in the same run
 * @param bar the goal
 * @param isLeast whether the goal is a minimum rather than a maximum
 */
record HistoryFigure(
    String what, OptionalDouble floor, double value, OptionalDouble bar, boolean isLeast) {
  private static final String ROW = "%-48s %12s %12s %12s  %s%n";

  static HistoryFigure atMost(String what, double bar, double value) {
    return new HistoryFigure(what, OptionalDouble.empty(), value, OptionalDouble.of(bar), false);
  }

  /** {@return a figure expressed as a fraction of a baseline} */
  static HistoryFigure share(String what, double floor, double bar, double share) {
    return new HistoryFigure(what, OptionalDouble.of(floor), share, OptionalDouble.of(bar), true);
  }

  /** {@return a figure without a goal} */
  static HistoryFigure plain(String what, double value) {
    return new HistoryFigure(what, OptionalDouble.empty(), value, OptionalDouble.empty(), false);
  }

  boolean isMet() {
    return bar.isEmpty() || (isLeast ? value >= bar.getAsDouble() : value <= bar.getAsDouble());
  }

  /** {@return the figures as a table} */
  static String table(List<HistoryFigure> figures) {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, ROW, "", "floor", "value", "bar", "met"));
    figures.forEach(figure -> table.append(figure.row()));
    return table.toString();
  }

  private String row() {
    String goal = bar.isEmpty() ? "" : (isLeast ? ">= " : "<= ") + text(bar);
    String met = bar.isEmpty() ? "" : isMet() ? "yes" : "NO";
    return String.format(
        Locale.ROOT, ROW, what, text(floor), text(OptionalDouble.of(value)), goal, met);
  }

  private static String text(OptionalDouble number) {
    return number.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT, number.getAsDouble() < 100 ? "%.2f" : "%.0f", number.getAsDouble());
  }
}
