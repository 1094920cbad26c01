package org.waymark.log;

import java.util.Optional;

/** A real broker for tests. */
public interface TestKafka extends AutoCloseable {
  String bootstrapServers();

  /**
   * {@return the controls to stop the broker and tamper with its files; empty if it runs in a
   * container}
   */
  Optional<TestBroker> broker();

  @Override
  void close();
}
