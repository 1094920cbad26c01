package org.waymark.log;

import java.util.Map;

/**
 * Where a log is in Kafka and how long to wait for it.
 *
 * @param bootstrapServers hosts and ports, separated by commas
 * @param timeoutMs how long at most a call blocks and an append waits for its answer
 * @param client further Kafka client settings, such as those of TLS and SASL; they win over ours
 */
public record KafkaSettings(
    String bootstrapServers, TopicNames names, long timeoutMs, Map<String, String> client) {
  private static final long TIMEOUT_MS = 4_000;

  public KafkaSettings {
    client = Map.copyOf(client);
  }

  /** {@return the settings used by default} */
  public static KafkaSettings of(String bootstrapServers, TopicNames names) {
    return new KafkaSettings(bootstrapServers, names, TIMEOUT_MS, Map.of());
  }

  /** {@return these with another time to wait} */
  public KafkaSettings withTimeoutMs(long otherMs) {
    return new KafkaSettings(bootstrapServers, names, otherMs, client);
  }
}
