package org.waymark.history.page;

import java.util.List;

/**
 * One bar in a timeline chart.
 *
 * @param label the subject of the bar
 * @param bands the parts of the bar, in any order; later bands cover earlier ones
 * @param marks the marks, in chronological order
 */
record TimeRow(String label, List<Band> bands, List<Mark> marks) {
  TimeRow {
    bands = List.copyOf(bands);
    marks = List.copyOf(marks);
  }
}
