package org.waymark.log;

import java.util.Optional;

/** A real broker that tests run against. */
interface TestKafka extends AutoCloseable {
  String bootstrapServers();

  /**
   * {@return the means to stop it and to lay hands on its files; empty when it is in a container}
   */
  Optional<TestBroker> broker();

  @Override
  void close();
}
