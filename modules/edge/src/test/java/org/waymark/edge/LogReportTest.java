package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.waymark.log.EventLog;
import org.waymark.log.InMemoryEventLog;
import org.waymark.log.LastRecord;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.log.LogSurvey;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.server.replay.Readiness;

class LogReportTest {
  private final Readiness readiness = new Readiness();
  private final AtomicInteger stops = new AtomicInteger();
  private final LogReport report = new LogReport(readiness, stops::incrementAndGet);
  private final EventLog log = new InMemoryEventLog("test", new VirtualClock(0));
  private final LogSurvey survey = log.survey().join();

  LogReportTest() {
    readiness.replaying();
    readiness.complete();
  }

  private LogState found(LogException... trouble) {
    return new LogState(
        true, Optional.of(survey), List.of(trouble).stream().findFirst(), List.of());
  }

  private LogException replaced() {
    Position ofAnother = new Position("another", "topic", 0, LastRecord.NONE);
    return assertThrows(
        LogException.Replaced.class, () -> LogCheck.verify(log, Map.of(Topic.EVENTS, ofAnother)));
  }

  @Test
  void replicaIsReadyAgainWhenTheLogIsBack() {
    report.accept(new LogState(false, Optional.of(survey), Optional.empty(), List.of()));
    assertEquals(Readiness.State.STALE, readiness.state());
    report.accept(found());
    assertEquals(Readiness.State.READY, readiness.state());
    assertEquals(0, stops.get());
  }

  @Test
  void replicaThatFollowsNoLongerIsNotReadyWhenAnotherLogIsGoneAgain() {
    report.accept(found(replaced()));
    assertEquals(1, stops.get());
    report.accept(found());
    assertEquals(Readiness.State.STALE, readiness.state());
  }
}
