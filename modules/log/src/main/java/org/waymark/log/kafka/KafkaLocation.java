package org.waymark.log.kafka;

import java.util.Map;
import java.util.TreeSet;
import org.waymark.log.TopicNames;

/**
 * The location of a log in Kafka, and the timeout for answers.
 *
 * @param bootstrapServers hosts and ports, separated by commas
 * @param timeoutMs the maximum time that a call blocks or an append waits for an answer
 * @param client client properties from the operator's configuration, such as those for TLS and
 *     SASL; they override the timeouts that Waymark sets
 */
public record KafkaLocation(
    String bootstrapServers, TopicNames names, long timeoutMs, Map<String, String> client) {
  private static final long TIMEOUT_MS = 4_000;

  public KafkaLocation {
    client = Map.copyOf(client);
  }

  /** {@return the default settings} */
  public static KafkaLocation of(String bootstrapServers, TopicNames names) {
    return new KafkaLocation(bootstrapServers, names, TIMEOUT_MS, Map.of());
  }

  /** {@return a copy of these settings with different topics} */
  public KafkaLocation withNames(TopicNames others) {
    return new KafkaLocation(bootstrapServers, others, timeoutMs, client);
  }

  /** {@return a copy of these settings with a different timeout} */
  public KafkaLocation withTimeoutMs(long otherMs) {
    return new KafkaLocation(bootstrapServers, names, otherMs, client);
  }

  /** {@return a description without the values of client properties, which may be secret} */
  @Override
  public String toString() {
    return "KafkaLocation[%s, %s, %d ms, %s]"
        .formatted(bootstrapServers, names, timeoutMs, new TreeSet<>(client.keySet()));
  }
}
