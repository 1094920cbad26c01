package org.waymark.history.page;

import java.util.List;

/**
 * One bar in a picture over time.
 *
 * @param label what the bar is about
 * @param bands parts of the bar, in any order; later ones cover earlier ones
 * @param marks in the order of time
 */
record TimeRow(String label, List<Band> bands, List<Mark> marks) {
  TimeRow {
    bands = List.copyOf(bands);
    marks = List.copyOf(marks);
  }
}
