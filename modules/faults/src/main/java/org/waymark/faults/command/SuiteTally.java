package org.waymark.faults.command;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sum of the results of a suite. */
final class SuiteTally {
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<String, Long> counts = new TreeMap<>();
  private long durationMs;

  void add(RunResult result) {
    outcomes.merge(result.outcome(), result.runs(), Long::sum);
    result.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
    durationMs += result.durationMs();
  }

  long of(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  long runs() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  long durationMs() {
    return durationMs;
  }

  /** {@return a line for each counter below its minimum} */
  List<String> below(Map<String, Long> floors) {
    return new TreeMap<>(floors)
        .entrySet().stream()
            .filter(floor -> counts.getOrDefault(floor.getKey(), 0L) < floor.getValue())
            .map(
                floor ->
                    "%s: %d, at least %d expected"
                        .formatted(
                            floor.getKey(),
                            counts.getOrDefault(floor.getKey(), 0L),
                            floor.getValue()))
            .toList();
  }
}
