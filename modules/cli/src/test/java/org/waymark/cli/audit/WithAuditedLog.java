package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.embedded.EmbeddedBroker;

/** Gives each test a log in Kafka that begins with a number of ticks. */
@ExtendWith(BrokerExtension.class)
abstract class WithAuditedLog {
  @TempDir Path root;
  AuditedLog log;

  private final int count;

  WithAuditedLog(int count) {
    this.count = count;
  }

  @BeforeEach
  void makeLog(EmbeddedBroker broker, TestInfo test) throws IOException {
    log =
        new AuditedLog(
            root,
            broker,
            getClass().getSimpleName() + "-" + test.getTestMethod().orElseThrow().getName());
    log.append(LongStream.range(0, count).toArray());
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  String path(String name) {
    return log.file(name).toString();
  }
}
