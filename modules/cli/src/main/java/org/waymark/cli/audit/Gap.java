package org.waymark.cli.audit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Records that could not be compared with a checkpoint.
 *
 * @param from the first offset
 * @param to the offset after the last record
 * @param why the reason, as the end of a sentence whose subject is the records, such as "are lost
 *     to retention"
 */
record Gap(long from, long to, String why) {
  /**
   * {@return a human-readable line that lists the gaps that are not empty; empty if all gaps are
   * empty}
   */
  static List<String> lines(List<Gap> gaps) {
    String all =
        gaps.stream()
            .filter(gap -> gap.from < gap.to)
            .map(gap -> "records %d to %d, which %s".formatted(gap.from, gap.to - 1, gap.why))
            .collect(Collectors.joining(", and "));
    return all.isEmpty()
        ? List.of()
        : List.of("not compared: " + all + "; only their hashes are covered by the verification");
  }
}
