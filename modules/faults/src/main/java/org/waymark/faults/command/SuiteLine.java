package org.waymark.faults.command;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The output line for a suite.
 *
 * @param missing a line for each counter below its minimum
 */
record SuiteLine(String suite, SuiteTally tally, List<String> missing) {
  String text() {
    String counts =
        new TreeMap<>(tally.counts())
            .entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    String text =
        "%-12s %6d runs, %d broke a promise, %d invalid, %d s%n             %s"
            .formatted(
                suite,
                tally.runs(),
                tally.of(Outcome.BROKEN),
                tally.of(Outcome.INVALID),
                tally.durationMs() / 1_000,
                counts);
    return missing.isEmpty()
        ? text
        : text + "%n             too little: %s".formatted(String.join("; ", missing));
  }
}
