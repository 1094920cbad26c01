package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts by reason what a dispatcher drops. Safe for use by several threads. */
record DispatcherDrops(MeterRegistry registry) {
  void count(String reason) {
    registry.counter("waymark.dispatcher.dropped", "reason", reason).increment();
  }
}
