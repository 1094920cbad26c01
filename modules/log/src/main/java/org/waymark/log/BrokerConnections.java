package org.waymark.log;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * How many connections to brokers a consumer has made. The consumer does not say that it lost one
 * and made another, but counts them in its metrics; looking at the count asks no broker.
 */
final class BrokerConnections {
  private final Consumer<?, ?> consumer;
  private List<Metric> counts = List.of();

  BrokerConnections(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /** {@return a number that grows with each connection} */
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
