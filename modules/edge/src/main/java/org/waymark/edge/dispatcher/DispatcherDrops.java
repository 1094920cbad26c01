package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the packets and frames that a dispatcher drops, by reason. Safe for use by several
 * threads.
 */
record DispatcherDrops(MeterRegistry registry) {
  void count(String reason) {
    registry.counter("waymark.dispatcher.dropped", "reason", reason).increment();
  }
}
