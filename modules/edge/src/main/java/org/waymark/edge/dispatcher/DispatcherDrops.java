package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.wire.RefusalReason;

/**
 * Counts the packets and frames that a dispatcher drops, by reason. Safe for use by several
 * threads.
 */
record DispatcherDrops(MeterRegistry registry) {
  void count(DispatcherDropReason reason) {
    count(reason.label());
  }

  void count(RefusalReason reason) {
    count(reason.text());
  }

  /**
   * @param label the text of the reason
   */
  void count(String label) {
    registry.counter("waymark.dispatcher.dropped", "reason", label).increment();
  }
}
