package org.waymark.log;

import java.util.Optional;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container, of the same version as the clients. */
final class ContainerKafka implements TestKafka {
  private final KafkaContainer container =
      new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion())
          .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");

  ContainerKafka() {
    container.start();
  }

  static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public Optional<TestBroker> broker() {
    return Optional.empty();
  }

  @Override
  public void close() {
    container.stop();
  }
}
