package org.waymark.cli.output;

import java.io.PrintWriter;
import java.util.List;

/** Prints text tables. Columns are as wide as their widest cell; the last column is not padded. */
public final class Columns {
  private Columns() {}

  /**
   * Prints rows, the first of which is the heading.
   *
   * @param rows lists of equal size
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
