package org.waymark.log.kafka;

import java.util.Map;
import org.waymark.log.TopicNames;

/**
 * The location of a log in Kafka, and how long to wait for it.
 *
 * @param bootstrapServers hosts and ports, separated by commas
 * @param timeoutMs the longest time that a call blocks and an append waits for its answer
 * @param client further Kafka client settings, such as those for TLS and SASL; they override
 *     Waymark's own
 */
public record KafkaSettings(
    String bootstrapServers, TopicNames names, long timeoutMs, Map<String, String> client) {
  private static final long TIMEOUT_MS = 4_000;

  public KafkaSettings {
    client = Map.copyOf(client);
  }

  /** {@return the default settings} */
  public static KafkaSettings of(String bootstrapServers, TopicNames names) {
    return new KafkaSettings(bootstrapServers, names, TIMEOUT_MS, Map.of());
  }

  /** {@return a copy of these settings with a different timeout} */
  public KafkaSettings withTimeoutMs(long otherMs) {
    return new KafkaSettings(bootstrapServers, names, otherMs, client);
  }
}
