package org.waymark.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.server.propagation.Propagation;
import org.waymark.server.propagation.Tenure;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.request.RequestDesk;
import org.waymark.server.revocation.RevocationDesk;
import org.waymark.server.room.WaitingRoom;

/** What can be asked of a path server at any time, as gauges. */
public final class ServerGauges {
  private ServerGauges() {}

  static void register(
      MeterRegistry registry,
      ServingStore store,
      Readiness readiness,
      RequestDesk requests,
      RevocationDesk revocations,
      WaitingRoom room) {
    Gauge.builder("waymark.state", readiness, r -> r.state().ordinal())
        .description("0 starting, 1 catching up, 2 ready, 3 stale, 4 diverged")
        .register(registry);
    Gauge.builder("waymark.log.state", readiness, r -> r.log().ordinal())
        .description("0 there, 1 away, 2 cannot be read, 3 not followed: the operator decides")
        .register(registry);
    Gauge.builder("waymark.requests.pending", requests, RequestDesk::pending).register(registry);
    Gauge.builder("waymark.requests.waiting", requests, RequestDesk::waiting).register(registry);
    Gauge.builder("waymark.segments.unsettled", requests, RequestDesk::verifiedSegments)
        .description("segments between their verification and the outcome of their registration")
        .register(registry);
    Gauge.builder("waymark.revocations.unproven", revocations, RevocationDesk::waiting)
        .register(registry);
    FunctionCounter.builder("waymark.revocations.displaced", revocations, RevocationDesk::displaced)
        .register(registry);
    Gauge.builder("waymark.room.entries", room, WaitingRoom::entries)
        .description("segments and revocations held, not recorded, while the log is away")
        .register(registry);
    Gauge.builder("waymark.room.bytes", room, WaitingRoom::bytes)
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("waymark.last.tick", store, s -> s.lastTickMs() / 1_000.0)
        .description("up to when rows that ended are gone")
        .baseUnit("seconds")
        .register(registry);
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      Gauge.builder("waymark.rows", store, s -> s.digest(topic).rows())
          .tag("topic", topic.suffix())
          .register(registry);
    }
  }

  static void register(
      MeterRegistry registry, EventLog eventLog, Tenure tenure, Optional<Propagation> propagation) {
    Gauge.builder("waymark.lease.held", tenure, t -> t.holds() ? 1 : 0)
        .description("1 while this replica ticks and propagates for all")
        .register(registry);
    Gauge.builder("waymark.clock.skew", eventLog, EventLog::clockSkewMs)
        .description("by how much the last record time was ahead of this replica's clock")
        .baseUnit("milliseconds")
        .register(registry);
    propagation.ifPresent(
        sending ->
            Gauge.builder("waymark.propagation.due", sending, Propagation::due)
                .description("segments that are due at another core AS and wait for the pace")
                .register(registry));
  }
}
