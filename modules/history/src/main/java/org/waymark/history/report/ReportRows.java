package org.waymark.history.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The counts per subject, in order of appearance. All subjects beyond a maximum number share one
 * row, so that memory is bounded and the sums over all rows remain correct.
 */
final class ReportRows<K> {
  private final int max;
  private final Map<K, ReportRow> rows = new LinkedHashMap<>();
  private Optional<ReportRow> others = Optional.empty();

  ReportRows(int max) {
    this.max = max;
  }

  void add(K subject, ReportCount what, long count, long atMs) {
    row(subject).add(what, count, atMs);
  }

  private ReportRow row(K subject) {
    ReportRow known = rows.get(subject);
    if (known != null) {
      return known;
    }
    if (rows.size() < max) {
      ReportRow added = new ReportRow();
      rows.put(subject, added);
      return added;
    }
    if (others.isEmpty()) {
      others = Optional.of(new ReportRow());
    }
    return others.get();
  }

  Map<K, ReportRow> rows() {
    return rows;
  }

  /** {@return the row shared by all subjects beyond the maximum, if there are any} */
  Optional<ReportRow> others() {
    return others;
  }
}
