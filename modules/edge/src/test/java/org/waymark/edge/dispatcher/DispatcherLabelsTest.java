package org.waymark.edge.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.server.report.MetricLabel;

/** Pins the texts of labels: dashboards and alerts of operators contain them. */
class DispatcherLabelsTest {
  private static List<String> labels(MetricLabel[] values) {
    return Arrays.stream(values).map(MetricLabel::label).toList();
  }

  @Test
  void labelsAreThoseThatDashboardsContain() {
    assertEquals(
        List.of(
            "unknown-service",
            "unknown-port",
            "scmp-for-nobody",
            "slow-application",
            "frame-first-hop"),
        labels(DispatcherDropReason.values()));
    assertEquals(
        List.of("registered", "too-many-applications", "no-registration"),
        labels(RegistrationResult.values()));
  }
}
