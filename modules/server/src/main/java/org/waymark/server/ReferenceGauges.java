package org.waymark.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.propagation.LeaseTasks;
import org.waymark.server.propagation.Propagation;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.trust.TrustHandler;
import org.waymark.store.view.RowStatistics;

/**
 * The gauges of the 2018 path server under their old names (PROTOCOL 9), so that existing
 * dashboards keep working. The old counters are in {@link ServerMetrics}. The registry adds the
 * labels for the server and its AS.
 *
 * <p>A gauge that reads the store is NaN while the store cannot be read.
 */
final class ReferenceGauges {
  private ReferenceGauges() {}

  static void register(
      ServerContext context, RequestHandler requests, TrustHandler trust, LeaseTasks leaseTasks) {
    MeterRegistry registry = context.metrics().registry();
    requests(registry, requests);
    lease(registry, leaseTasks);
    trust(registry, trust);
    rows(registry, new RowStatisticsSample(context.store(), context.clock()));
  }

  private static void rows(MeterRegistry registry, RowStatisticsSample held) {
    for (SegmentType type : SegmentType.values()) {
      String label = ServerMetrics.typeLabel(type);
      segments(
          registry, held, "pathdb_segs_total", "stored path segments", label, size(type, true));
      segments(
          registry,
          held,
          "pathdb_segs_bytes",
          "size of the stored path segments in bytes",
          label,
          size(type, false));
    }
    stored(
        registry,
        held,
        "ps_ht_root_mappings_total",
        "interfaces whose revocation would remove stored path segments",
        RowStatistics::interfaces);
    stored(
        registry,
        held,
        "rc_revs_total",
        "stored revocation rows",
        rows -> rows.revocations().rows());
    stored(
        registry,
        held,
        "rc_revs_bytes",
        "size of the stored revocations in bytes",
        rows -> rows.revocations().bytes());
    stored(registry, held, "ts_trcs_total", "accepted TRCs", RowStatistics::trcs);
    stored(registry, held, "ts_certs_total", "accepted certificate chains", RowStatistics::chains);
  }

  private static void requests(MeterRegistry registry, RequestHandler requests) {
    count(registry, "ps_req_pending_total", "pending requests", requests::pending);
  }

  private static void lease(MeterRegistry registry, LeaseTasks leaseTasks) {
    count(
        registry,
        "ps_is_master",
        "1 while this replica holds the lease, which replaces the role of master",
        () -> leaseTasks.holds() ? 1 : 0);
    count(
        registry,
        "ps_segs_to_master_total",
        "always 0, because replicas share the log and report nothing to a master",
        () -> 0);
    count(
        registry,
        "ps_segs_to_prop_total",
        "path segments due to be sent to other core ASes",
        () -> leaseTasks.propagation().map(Propagation::due).orElse(0L));
  }

  private static void trust(MeterRegistry registry, TrustHandler trust) {
    count(
        registry,
        "se_unverified_segs_total",
        "segments waiting for TRCs or certificate chains",
        trust::parkedSegments);
    count(registry, "se_pending_trc_reqs", "outstanding requests for TRCs", trust::trcsAskedFor);
    count(
        registry,
        "se_pending_cert_reqs",
        "outstanding requests for certificate chains",
        trust::chainsAskedFor);
  }

  private static void count(
      MeterRegistry registry, String name, String description, LongSupplier number) {
    Gauge.builder(name, number, LongSupplier::getAsLong)
        .strongReference(true)
        .description(description)
        .register(registry);
  }

  private static ToDoubleFunction<RowStatistics> size(SegmentType type, boolean rows) {
    return held -> rows ? held.segments().get(type).rows() : held.segments().get(type).bytes();
  }

  private static void segments(
      MeterRegistry registry,
      RowStatisticsSample held,
      String name,
      String description,
      String type,
      ToDoubleFunction<RowStatistics> number) {
    Gauge.builder(name, held, sample -> of(sample, number))
        .strongReference(true)
        .tag("type", type)
        .description(description)
        .register(registry);
  }

  private static void stored(
      MeterRegistry registry,
      RowStatisticsSample held,
      String name,
      String description,
      ToDoubleFunction<RowStatistics> number) {
    Gauge.builder(name, held, sample -> of(sample, number))
        .strongReference(true)
        .description(description)
        .register(registry);
  }

  private static double of(RowStatisticsSample sample, ToDoubleFunction<RowStatistics> number) {
    return sample.get().map(number::applyAsDouble).orElse(Double.NaN);
  }
}
