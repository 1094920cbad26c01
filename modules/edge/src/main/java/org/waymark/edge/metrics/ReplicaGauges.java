package org.waymark.edge.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.Topic;
import org.waymark.store.Store;

/**
 * Creates the registry of a replica, which labels every meter with {@code server_id} and {@code
 * isd_as} (PROTOCOL 9), and registers the gauges that combine several parts of the replica.
 */
public final class ReplicaGauges {
  private ReplicaGauges() {}

  /**
   * Creates an empty registry that uses the replica's clock.
   *
   * @return the registry
   */
  public static PrometheusMeterRegistry registry(
      ReplicaConfig config, org.waymark.runtime.Clock replicaClock) {
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock(replicaClock));
    registry
        .config()
        .commonTags(Tags.of("server_id", config.id(), "isd_as", config.ia().toString()));
    return registry;
  }

  private static Clock clock(org.waymark.runtime.Clock clock) {
    return new Clock() {
      @Override
      public long wallTime() {
        return clock.wallMs();
      }

      @Override
      public long monotonicTime() {
        return clock.monotonicNs();
      }
    };
  }

  /**
   * Registers the gauges.
   *
   * @param queued the number of segments and revocations that wait for verification
   * @param queuedBytes the memory that the queued segments and revocations occupy, in bytes
   */
  public static void register(
      MeterRegistry registry,
      IntSupplier queued,
      LongSupplier queuedBytes,
      ReplicaLag lag,
      ScionUdp transport) {
    Gauge.builder("se_pkt_buf_total", queued::getAsInt)
        .description("segments and revocations waiting for verification")
        .register(registry);
    Gauge.builder("se_pkt_buf_bytes", queuedBytes::getAsLong)
        .description("memory used by segments and revocations waiting for verification")
        .register(registry);
    Gauge.builder("se_connected_to_dispatcher", transport, t -> t.isReceiving() ? 1 : 0)
        .description(
            "1 while packets can be received, directly over UDP or registered with the dispatcher")
        .register(registry);
    for (Topic topic : ReplicaLag.TOPICS) {
      Gauge.builder("waymark.lag.records", lag, l -> l.records(topic))
          .strongReference(true)
          .tag("topic", topic.suffix())
          .description("records in the log that are not applied yet")
          .register(registry);
      Gauge.builder("waymark.applied.offset", lag, l -> l.nextOffset(topic))
          .strongReference(true)
          .tag("topic", topic.suffix())
          .description("offset of the next record to apply")
          .register(registry);
    }
    registerMemory(registry);
    Gauge.builder("waymark.lag.seconds", lag, ReplicaLag::seconds)
        .strongReference(true)
        .description(
            "time since all records known to be in the log were last applied; 0 while no record"
                + " is missing")
        .register(registry);
    FunctionCounter.builder("waymark.datagrams.unsent", transport, ScionUdp::unsent)
        .description("datagrams that could not be sent")
        .register(registry);
  }

  private static void registerMemory(MeterRegistry registry) {
    Gauge.builder("waymark.heap.limit", () -> ReplicaStatus.Memory.now().heapLimitBytes())
        .baseUnit("bytes")
        .description("maximum size of the heap, which follows from WAYMARK_MEMORY")
        .register(registry);
    Gauge.builder("waymark.heap.used", () -> ReplicaStatus.Memory.now().heapUsedBytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("waymark.store.native.limit", () -> Store.NATIVE_LIMIT_BYTES)
        .baseUnit("bytes")
        .description("approximate maximum memory of each open store outside the heap")
        .register(registry);
  }
}
