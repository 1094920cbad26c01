package org.waymark.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.store.apply.Applied;
import org.waymark.wire.event.ReasonCode;

@Isolated("listens to log lines")
class QuarantineReportTest {
  private final VirtualClock clock = new VirtualClock(0);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final QuarantineReport report = new QuarantineReport(new ServerMetrics(registry), clock);
  private final Logger log = (Logger) LoggerFactory.getLogger(QuarantineReport.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.setLevel(Level.INFO);
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void rest() {
    log.detachAppender(lines);
    log.setLevel(null);
  }

  private void quarantined(long offset, ReasonCode reason) {
    report.applied(Topic.EVENTS, List.of(new Applied.Quarantined(offset, reason)));
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private double counted(String topic, String reason) {
    return registry
        .get("waymark.quarantined")
        .tag("topic", topic)
        .tag("reason", reason)
        .counter()
        .count();
  }

  @Test
  void everyRecordIsCountedAndEachReasonToldOnceAMinute() {
    for (int offset = 0; offset < 100; offset++) {
      quarantined(offset, ReasonCode.UNDECODABLE);
    }
    quarantined(100, ReasonCode.OVER_LIMIT);

    assertEquals(2, told().size(), told().toString());
    assertTrue(told().get(0).contains("offset 0 of .events"), told().toString());
    assertTrue(told().get(0).contains("undecodable"), told().toString());
    assertTrue(told().get(1).contains("over-limit"), told().toString());
    assertEquals(100, counted("events", "undecodable"));
    assertEquals(1, counted("events", "over-limit"));

    clock.advanceMs(60_000);
    quarantined(101, ReasonCode.UNDECODABLE);
    assertEquals(3, told().size(), told().toString());
    assertTrue(told().get(2).contains("and 99 others since"), told().toString());
  }

  @Test
  void recordsOfANewerBuildAreToldOnceWithWhatEndsThem() {
    quarantined(7, ReasonCode.NEWER_SCHEMA);
    clock.advanceMs(3_600_000);
    quarantined(8, ReasonCode.NEWER_SCHEMA);

    assertEquals(1, told().size(), told().toString());
    assertTrue(told().getFirst().contains("offset 7 of .events"), told().toString());
    assertTrue(told().getFirst().contains("until this replica is upgraded"), told().toString());
    assertEquals(2, counted("events", "newer-schema"));
  }

  @Test
  void trustThatIsRefusedCountsAsSuch() {
    report.applied(Topic.TRUST, List.of(new Applied.TrustRefused(7, "no-quorum: 1 of 2")));

    assertTrue(told().getFirst().contains("offset 7 of .trust"), told().toString());
    assertTrue(told().getFirst().contains("no-quorum"), told().toString());
    assertEquals(1, counted("trust", "trust-refused"));
  }
}
