package org.waymark.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.runtime.Clock;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.replicas.ReplicaReports;

/** The gauges that show what the replicas of the AS report to each other. */
final class ReportGauges {
  /** The time for which a report counts as recent: three ticks. */
  private static final long RECENT_MS = 30_000;

  private static final long NO_DIFFERENCE = -1;

  private ReportGauges() {}

  static void register(ServerContext context, ReplicaReports reports) {
    MeterRegistry registry = context.metrics().registry();
    Gauge.builder("waymark.replicas.reporting", reports, r -> reporting(r, context.clock()))
        .description("other replicas that have reported in the last 30 s")
        .register(registry);
    Gauge.builder("waymark.replicas.differing", reports, ReportGauges::differing)
        .description("other replicas whose digest differs from that of this one")
        .register(registry);
    Gauge.builder("waymark.replicas.first.difference", reports, ReportGauges::firstDifference)
        .description(
            "offset of the first tick at which the digest of another replica differed; -1 while"
                + " none differs")
        .register(registry);
    Gauge.builder("waymark.writer.schema", context.schema(), s -> s.getAsInt())
        .description("event schema in which this replica writes")
        .register(registry);
  }

  private static long reporting(ReplicaReports reports, Clock clock) {
    long nowMs = clock.wallMs();
    return reports.others().stream().filter(one -> nowMs - one.reportedMs() <= RECENT_MS).count();
  }

  private static long differing(ReplicaReports reports) {
    return reports.others().stream()
        .filter(one -> one.comparison() == OtherReplica.Comparison.DIFFERENT)
        .count();
  }

  private static long firstDifference(ReplicaReports reports) {
    return reports.others().stream()
        .flatMapToLong(one -> one.firstDifference().stream())
        .min()
        .orElse(NO_DIFFERENCE);
  }
}
