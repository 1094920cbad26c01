package org.waymark.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.server.context.ServerContext;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.propagation.LeaseTasks;
import org.waymark.server.propagation.Propagation;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.revocation.RevocationHandler;

/**
 * The gauges of a path server under its own names. {@link ReferenceGauges} contains the gauges with
 * the names of 2018.
 */
final class ServerGauges {
  private ServerGauges() {}

  static void register(
      ServerContext context,
      RequestHandler requests,
      RevocationHandler revocations,
      LeaseTasks leaseTasks) {
    MeterRegistry registry = context.metrics().registry();
    store(registry, context.store(), context.readiness());
    held(registry, context.outage());
    handlers(registry, requests, revocations);
    lease(registry, context.eventLog(), leaseTasks);
  }

  private static void store(MeterRegistry registry, ServingStore store, Readiness readiness) {
    Gauge.builder("waymark.state", readiness, r -> r.state().ordinal())
        .description("0 starting, 1 catching up, 2 ready, 3 stale, 4 diverged")
        .register(registry);
    Gauge.builder("waymark.log.state", readiness, r -> r.log().ordinal())
        .description(
            "0 reachable, 1 unreachable, 2 unreadable, 3 not followed until an "
                + "operator decides")
        .register(registry);
    Gauge.builder("waymark.last.tick", store, s -> s.lastTickMs() / 1_000.0)
        .description("time of the last tick; rows that ended earlier have been removed")
        .baseUnit("seconds")
        .register(registry);
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      Gauge.builder("waymark.rows", store, s -> s.digest(topic).rows())
          .tag("topic", topic.suffix())
          .register(registry);
    }
  }

  private static void handlers(
      MeterRegistry registry, RequestHandler requests, RevocationHandler revocations) {
    Gauge.builder("waymark.requests.pending", requests, RequestHandler::pending).register(registry);
    Gauge.builder("waymark.requests.waiting", requests, RequestHandler::waiting).register(registry);
    Gauge.builder("waymark.segments.unsettled", requests, RequestHandler::verifiedSegments)
        .description("verified segments whose registration has no outcome yet")
        .register(registry);
    Gauge.builder("waymark.revocations.unproven", revocations, RevocationHandler::waiting)
        .register(registry);
    FunctionCounter.builder(
            "waymark.revocations.displaced", revocations, RevocationHandler::displaced)
        .register(registry);
  }

  private static void held(MeterRegistry registry, OutageBuffer outage) {
    Gauge.builder("waymark.room.entries", outage, OutageBuffer::entries)
        .description("segments and revocations held in memory because the log cannot be reached")
        .register(registry);
    Gauge.builder("waymark.room.bytes", outage, OutageBuffer::bytes)
        .baseUnit("bytes")
        .register(registry);
  }

  private static void lease(MeterRegistry registry, EventLog eventLog, LeaseTasks leaseTasks) {
    Gauge.builder("waymark.lease.held", leaseTasks, t -> t.holds() ? 1 : 0)
        .description(
            "1 while this replica holds the lease and therefore ticks and propagates for all"
                + " replicas")
        .register(registry);
    Gauge.builder("waymark.clock.skew", eventLog, EventLog::clockSkewMs)
        .description("time by which the last record time was ahead of this replica's clock")
        .baseUnit("milliseconds")
        .register(registry);
    leaseTasks
        .propagation()
        .ifPresent(
            sending ->
                Gauge.builder("waymark.propagation.due", sending, Propagation::due)
                    .description(
                        "segments due to be sent to other core ASes, waiting for the rate limit")
                    .register(registry));
  }
}
