package org.waymark.log.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Counts the connections that a consumer has made to brokers. A consumer does not report that it
 * has reconnected, but its metrics count connections. Reading the count contacts no broker.
 */
final class BrokerConnections {
  private final Consumer<?, ?> consumer;
  private List<Metric> counts = List.of();

  BrokerConnections(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /** {@return a count that increases with each connection} */
  double made() {
    if (counts.isEmpty()) {
      counts =
          consumer.metrics().entrySet().stream()
              .filter(metric -> metric.getKey().name().equals("connection-creation-total"))
              .<Metric>map(Map.Entry::getValue)
              .toList();
    }
    return counts.stream().mapToDouble(count -> ((Number) count.metricValue()).doubleValue()).sum();
  }
}
