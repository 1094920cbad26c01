package org.waymark.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.log.Topic;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.revocation.RevocationDesk;

/** What can be asked of a path server at any time, as gauges. */
public final class ServerGauges {
  private ServerGauges() {}

  static void register(
      MeterRegistry registry, ServingStore store, Readiness readiness, RevocationDesk revocations) {
    Gauge.builder("waymark.state", readiness, r -> r.state().ordinal())
        .description("0 starting, 1 catching up, 2 ready, 3 stale, 4 diverged")
        .register(registry);
    Gauge.builder("waymark.revocations.unproven", revocations, RevocationDesk::waiting)
        .register(registry);
    FunctionCounter.builder("waymark.revocations.displaced", revocations, RevocationDesk::displaced)
        .register(registry);
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      Gauge.builder("waymark.rows", store, s -> s.digest(topic).rows())
          .tag("topic", topic.suffix())
          .register(registry);
    }
  }
}
