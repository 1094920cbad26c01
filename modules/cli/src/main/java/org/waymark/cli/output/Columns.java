package org.waymark.cli.output;

import java.io.PrintWriter;
import java.util.List;

/** A table for people: columns as wide as their widest cell, the last one without padding. */
public final class Columns {
  private Columns() {}

  /**
   * Prints the rows, the first of them being the heading.
   *
   * @param rows of equal size
   */
  public static void print(List<List<String>> rows, PrintWriter out) {
    int last = rows.getFirst().size() - 1;
    int[] widths = new int[last];
    for (List<String> row : rows) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < last; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 1);
      }
      out.println(line.append(row.get(last)).toString().stripTrailing());
    }
  }
}
