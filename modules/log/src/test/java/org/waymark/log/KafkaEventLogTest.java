package org.waymark.log;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaEventLogTest extends EventLogContract {
  private TestKafka kafka;
  private int worlds;

  @BeforeAll
  void takeBroker(TestKafka shared) {
    kafka = shared;
  }

  @Override
  World newWorld() {
    worlds++;
    return new KafkaWorld(kafka, "contract." + worlds);
  }
}
