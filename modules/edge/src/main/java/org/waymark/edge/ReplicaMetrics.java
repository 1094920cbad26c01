package org.waymark.edge;

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
import org.waymark.log.Topic;
import org.waymark.store.Store;

/**
 * The registry of one replica, every meter labelled with {@code server_id} and {@code isd_as}
 * (PROTOCOL 9), and the gauges of what only the assembly knows.
 */
final class ReplicaMetrics {
  private ReplicaMetrics() {}

  /** {@return a registry without meters, whose times are the replica's clock's} */
  static PrometheusMeterRegistry registry(
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
   * Adds the gauges.
   *
   * @param queued records that wait for verification
   * @param queuedBytes of memory that they take
   */
  static void register(
      MeterRegistry registry,
      IntSupplier queued,
      LongSupplier queuedBytes,
      ReplicaLag lag,
      ScionUdp transport) {
    Gauge.builder("se_pkt_buf_total", queued::getAsInt)
        .description("segments and revocations of messages that wait for verification")
        .register(registry);
    Gauge.builder("se_pkt_buf_bytes", queuedBytes::getAsLong)
        .description("memory that the segments and revocations take that wait for verification")
        .register(registry);
    Gauge.builder("se_connected_to_dispatcher", transport, t -> t.isReceiving() ? 1 : 0)
        .description("1 while packets can be received: registered, or straight over UDP")
        .register(registry);
    for (Topic topic : ReplicaLag.TOPICS) {
      Gauge.builder("waymark.lag.records", lag, l -> l.records(topic))
          .strongReference(true)
          .tag("topic", topic.suffix())
          .description("records of the log that are not applied yet")
          .register(registry);
      Gauge.builder("waymark.applied.offset", lag, l -> l.nextOffset(topic))
          .strongReference(true)
          .tag("topic", topic.suffix())
          .description("offset of the first record that is not applied")
          .register(registry);
    }
    registerMemory(registry);
    Gauge.builder("waymark.lag.seconds", lag, ReplicaLag::seconds)
        .strongReference(true)
        .description("since all records known to be in the log were applied, 0 while they are")
        .register(registry);
    FunctionCounter.builder("waymark.datagrams.unsent", transport, ScionUdp::unsent)
        .description("datagrams the socket did not take")
        .register(registry);
  }

  private static void registerMemory(MeterRegistry registry) {
    Gauge.builder("waymark.heap.limit", () -> ReplicaStatus.Memory.now().heapLimitBytes())
        .baseUnit("bytes")
        .description("what the heap may grow to: WAYMARK_HEAP")
        .register(registry);
    Gauge.builder("waymark.heap.used", () -> ReplicaStatus.Memory.now().heapUsedBytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("waymark.store.native.limit", () -> Store.NATIVE_LIMIT_BYTES)
        .baseUnit("bytes")
        .description("what each open store may use beside the heap, about")
        .register(registry);
  }
}
