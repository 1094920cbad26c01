package org.waymark.log;

import java.util.Optional;

/** A real broker for tests. */
public interface TestKafka extends AutoCloseable {
  String bootstrapServers();

  /**
   * {@return the controls to stop it and tamper with its files, or empty if it runs in a container}
   */
  Optional<TestBroker> broker();

  @Override
  void close();
}
