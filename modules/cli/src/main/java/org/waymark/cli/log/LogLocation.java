package org.waymark.cli.log;

import java.util.Optional;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;

/** Where a log in Kafka is, according to options and a configuration. */
public final class LogLocation {
  private LogLocation() {}

  /**
   * {@return the location; empty if the broker or the topics are not named} Options take precedence
   * over the configuration.
   *
   * @param bootstrapServers the broker, {@code HOST:PORT}; empty if no option names it
   * @param names the names of the topics; empty if no option names them
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
