package org.waymark.cli.audit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Records that could not be compared with a checkpoint.
 *
 * @param from the first offset
 * @param to the offset after the last one
 * @param why what is known of them, after "which"
 */
record Gap(long from, long to, String why) {
  /** {@return a line for people, for gaps of which some may be empty, or nothing without any} */
  static List<String> lines(List<Gap> gaps) {
    String all =
        gaps.stream()
            .filter(gap -> gap.from < gap.to)
            .map(gap -> "records %d to %d, which %s".formatted(gap.from, gap.to - 1, gap.why))
            .collect(Collectors.joining(", and "));
    return all.isEmpty()
        ? List.of()
        : List.of("not compared: " + all + ": their hashes alone vouch for them");
  }
}
