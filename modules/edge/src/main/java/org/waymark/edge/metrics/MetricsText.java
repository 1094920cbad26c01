package org.waymark.edge.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Metrics in the Prometheus text format.
 *
 * <p>Some gauges of PROTOCOL 9 have names that end in {@code _total}. The Prometheus client
 * reserves this suffix for counters and removes it; it is restored here, so that old dashboards
 * find these gauges.
 */
public final class MetricsText {
  private static final String SUFFIX = "_total";

  private MetricsText() {}

  /** {@return all metrics of a registry} */
  public static String of(PrometheusMeterRegistry registry) {
    Set<String> cut =
        registry.getMeters().stream()
            .map(Meter::getId)
            .filter(id -> id.getType() == Meter.Type.GAUGE && id.getName().endsWith(SUFFIX))
            .map(id -> id.getName().substring(0, id.getName().length() - SUFFIX.length()))
            .collect(Collectors.toSet());
    return registry.scrape().lines().map(line -> whole(line, cut)).collect(Collectors.joining("\n"))
        + "\n";
  }

  /**
   * Restores the suffix of a line's metric, if it was removed.
   *
   * @return the line
   */
  private static String whole(String line, Set<String> cut) {
    int from = line.startsWith("# ") ? line.indexOf(' ', 2) + 1 : 0;
    int to = from;
    while (to < line.length() && line.charAt(to) != ' ' && line.charAt(to) != '{') {
      to++;
    }
    return cut.contains(line.substring(from, to))
        ? line.substring(0, to) + SUFFIX + line.substring(to)
        : line;
  }
}
