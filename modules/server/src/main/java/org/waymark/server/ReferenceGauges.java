package org.waymark.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.waymark.segment.SegmentType;
import org.waymark.server.report.ServerMetrics;
import org.waymark.store.view.RowStatistics;

/**
 * The gauges of the server that this one replaces, under their old names (PROTOCOL 9), so that its
 * dashboards go on working; the counters among the old names are in {@link
 * org.waymark.server.report.ServerMetrics}. Labels for the server and its AS are the registry's.
 *
 * <p>A gauge of the store is NaN while the store cannot be read.
 */
final class ReferenceGauges {
  private ReferenceGauges() {}

  /**
   * What the rooms of the server hold, asked for by any thread.
   *
   * @param pendingRequests that wait for a segment to be answered with
   * @param leaseHeld whether this replica ticks and propagates
   * @param toPropagate DOWN segments that are due to be sent to another core AS
   * @param parkedSegments that wait for trust material
   * @param trcRequests TRCs that were asked for
   * @param chainRequests chains that were asked for
   */
  record Rooms(
      LongSupplier pendingRequests,
      BooleanSupplier leaseHeld,
      LongSupplier toPropagate,
      LongSupplier parkedSegments,
      LongSupplier trcRequests,
      LongSupplier chainRequests) {}

  static void register(MeterRegistry registry, RowStatisticsSample held, Rooms rooms) {
    registerRooms(registry, rooms);
    for (SegmentType type : SegmentType.values()) {
      String label = ServerMetrics.typeLabel(type);
      segments(registry, held, "pathdb_segs_total", "paths stored", label, size(type, true));
      segments(
          registry, held, "pathdb_segs_bytes", "bytes of paths stored", label, size(type, false));
    }
    stored(
        registry,
        held,
        "ps_ht_root_mappings_total",
        "interfaces by which stored paths can be revoked",
        RowStatistics::interfaces);
    stored(
        registry,
        held,
        "rc_revs_total",
        "rows of revocations stored",
        rows -> rows.revocations().rows());
    stored(
        registry,
        held,
        "rc_revs_bytes",
        "bytes of revocations stored",
        rows -> rows.revocations().bytes());
    stored(registry, held, "ts_trcs_total", "TRCs accepted", RowStatistics::trcs);
    stored(registry, held, "ts_certs_total", "certificate chains accepted", RowStatistics::chains);
  }

  private static void registerRooms(MeterRegistry registry, Rooms rooms) {
    count(registry, "ps_req_pending_total", "requests pending", rooms.pendingRequests());
    count(
        registry,
        "ps_is_master",
        "1 while this replica holds the lease: there is no master",
        () -> rooms.leaseHeld().getAsBoolean() ? 1 : 0);
    count(
        registry,
        "ps_segs_to_master_total",
        "always 0: the log holds what a master had to be told",
        () -> 0);
    count(
        registry,
        "ps_segs_to_prop_total",
        "path segments due to be sent to other core ASes",
        rooms.toPropagate());
    count(
        registry,
        "se_unverified_segs_total",
        "segments that wait for TRCs or chains",
        rooms.parkedSegments());
    count(registry, "se_pending_trc_reqs", "TRCs asked for", rooms.trcRequests());
    count(registry, "se_pending_cert_reqs", "chains asked for", rooms.chainRequests());
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
