package org.waymark.cli.log;

import java.util.Optional;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;

/**
 * The location of a log in Kafka: the broker and the topics, as given by options or a
 * configuration.
 */
public final class LogLocation {
  private LogLocation() {}

  /**
   * Determines the location of a log. Options take precedence over the configuration.
   *
   * @param bootstrapServers the broker, {@code HOST:PORT}; empty if no option names the broker
   * @param names the names of the topics; empty if no option names the topics
   * @return the location; empty if the broker or the topics are not known
   */
  public static Optional<KafkaLocation> of(
      Optional<ReplicaConfig> config,
      Optional<String> bootstrapServers,
      Optional<TopicNames> names) {
    Optional<KafkaLocation> configured =
        config.map(read -> bootstrapServers.map(read::withBootstrapServers).orElse(read).kafka());
    return configured.isPresent()
        ? configured.map(known -> names.map(known::withNames).orElse(known))
        : bootstrapServers.flatMap(servers -> names.map(known -> KafkaLocation.of(servers, known)));
  }
}
