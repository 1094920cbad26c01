package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;

class ReadingReportTest {
  private final Readiness readiness = new Readiness();
  private final ReadingReport report = new ReadingReport(readiness, new VirtualClock(0));
  private LogException unreachable;

  @BeforeEach
  void makeReady() {
    readiness.complete();
    InMemoryEventLog log = new InMemoryEventLog("test", new VirtualClock(0));
    log.faults().goAway();
    unreachable = assertThrows(LogException.class, () -> log.end(Topic.EVENTS));
  }

  @Test
  void readinessEndsWhileOnlyTheReaderCannotReachTheLog() {
    report.failed(Topic.EVENTS, unreachable);
    assertEquals(Readiness.LogSide.UNREADABLE, readiness.log());
    assertEquals(Readiness.State.STALE, readiness.state());
    report.succeeded(Topic.TRUST);
    assertEquals(Readiness.State.STALE, readiness.state(), "another topic");
    report.succeeded(Topic.EVENTS);
    assertEquals(Readiness.State.READY, readiness.state());
  }

  @Test
  void logThatIsAwayIsAwayAndNotUnreadable() {
    readiness.logReachable(false);
    report.failed(Topic.EVENTS, unreachable);
    assertEquals(Readiness.LogSide.AWAY, readiness.log());
    report.succeeded(Topic.EVENTS);
    readiness.logReachable(true);
    assertEquals(Readiness.State.READY, readiness.state());
  }
}
