package org.waymark.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints comma-separated values (RFC 4180). A cell that a spreadsheet would interpret as a formula
 * is prefixed with an apostrophe, which spreadsheets do not show.
 */
public final class Csv {
  /** Characters that begin a formula, the last four in their full-width forms. */
  private static final String BEGINS_FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private static final String LINE_END = "\r\n";

  private Csv() {}

  /**
   * Prints rows, the first of which is the header.
   *
   * @param rows lists of equal size
   */
  public static void print(List<List<String>> rows, PrintWriter out) {
    rows.forEach(
        row -> {
          out.print(row.stream().map(Csv::cell).collect(Collectors.joining(",")));
          out.print(LINE_END);
        });
  }

  private static String cell(String text) {
    String inert =
        !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean isQuoted = inert.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return isQuoted ? '"' + inert.replace("\"", "\"\"") + '"' : inert;
  }
}
