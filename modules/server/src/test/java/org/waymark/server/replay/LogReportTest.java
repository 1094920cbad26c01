package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.log.EventLog;
import org.waymark.log.LastRecord;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.log.LogSurvey;
import org.waymark.log.LogWatch;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

@Isolated("listens to log lines")
class LogReportTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Readiness readiness = new Readiness();
  private final AtomicInteger stops = new AtomicInteger();
  private final VirtualClock clock = new VirtualClock(0);
  private final LogReport report = new LogReport(readiness, stops::incrementAndGet, clock);
  private final EventLog log = new InMemoryEventLog("test", clock);
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

  @Test
  void warningIsToldWhenItAppearsAndWhenItAppearsAgain() {
    LogState warned =
        new LogState(true, Optional.of(survey), Optional.empty(), List.of("topic t is odd"));
    report.accept(warned);
    report.accept(warned);
    assertEquals(1, told("topic t is odd"));
    // A log in trouble has no warnings, and the trouble does not end the cause of the warning.
    report.accept(found(replaced()));
    report.accept(warned);
    assertEquals(1, told("topic t is odd"));
    assertEquals(0, told("This warning no longer applies: topic t is odd"));
    report.accept(found());
    assertEquals(1, told("This warning no longer applies: topic t is odd"));
    report.accept(warned);
    assertEquals(2, told("topic t is odd"));
  }

  private long told(String line) {
    return lines.list.stream().filter(each -> each.getFormattedMessage().equals(line)).count();
  }

  /**
   * The client notices an unreachable broker in two alternating ways, with different times in the
   * texts.
   */
  @Test
  void troubleThatLastsIsToldWhenItBeginsOnceAMinuteAndWhenItEnds() {
    SimulatedTimers timers = new SimulatedTimers(clock, 1, new RecordedFaults());
    Queue<CompletableFuture<LogSurvey>> asked = new ArrayDeque<>();
    LogWatch.start(surveying(asked), clock, timers, report);
    timers.every(1_000, report::remind);
    asked.remove().complete(survey);
    lines.list.clear();
    for (int second = 1; second <= 300; second++) {
      timers.runForMs(1_000);
      if (second % 5 == 0) {
        asked
            .remove()
            .completeExceptionally(
                new TimeoutException("Call(deadlineMs=" + clock.wallMs() + ") timed out"));
      }
    }
    assertEquals(
        Collections.nCopies(5, "WARN Answers may be stale: cannot reach the log"), linesTold());
    lines.list.clear();
    timers.runForMs(1_000);
    asked.remove().complete(survey);
    timers.runForMs(1_000);
    assertEquals(List.of("INFO The log can be reached again"), linesTold());
  }

  @Test
  void troubleThatStaysTheSameIsToldOnceAMinute() {
    SimulatedTimers timers = new SimulatedTimers(clock, 1, new RecordedFaults());
    InMemoryEventLog changed = new InMemoryEventLog("test", clock);
    LogWatch.start(changed, clock, timers, report);
    timers.every(1_000, report::remind);
    changed.faults().set(Topic.EVENTS, "cleanup.policy", "compact");
    timers.runForMs(170_000);
    assertEquals(3, troubleTold());
    changed.faults().set(Topic.AUDIT, "cleanup.policy", "compact");
    changed.faults().delete(Topic.TRUST);
    timers.runForMs(1_000);
    assertEquals(4, troubleTold(), "another kind is logged at once");
  }

  private long troubleTold() {
    return linesTold().stream().filter(line -> line.contains("may be stale")).count();
  }

  @Test
  void harmlessSettingIsWarnedOfOnceAndTheReplicaGoesOn() {
    SimulatedTimers timers = new SimulatedTimers(clock, 1, new RecordedFaults());
    InMemoryEventLog changed = new InMemoryEventLog("test", clock);
    LogWatch.start(changed, clock, timers, report);
    lines.list.clear();
    changed.faults().set(Topic.EVENTS, "retention.ms", Long.toString(TimeUnit.HOURS.toMillis(72)));
    timers.runForMs(180_000);
    assertEquals(Readiness.State.READY, readiness.state());
    assertEquals(
        List.of(
            "WARN topic test.events keeps its records for 72 h (retention.ms=259200000), and older"
                + " records can no longer be inspected; set retention.ms to -1 to keep all"
                + " records"),
        linesTold());
  }

  /** {@return the lines without their variable parts} */
  private List<String> linesTold() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .map(line -> line.replaceAll(" at test:.*", ""))
        .toList();
  }

  /** {@return a log whose surveys are completed by the test} */
  private EventLog surveying(Queue<CompletableFuture<LogSurvey>> asked) {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("survey")) {
                return method.invoke(log, arguments);
              }
              CompletableFuture<LogSurvey> question = new CompletableFuture<>();
              asked.add(question);
              return question;
            });
  }

  @BeforeEach
  void listen() {
    logger().setLevel(Level.INFO);
    logger().addAppender(lines);
    lines.start();
  }

  @AfterEach
  void listenNoMore() {
    logger().detachAppender(lines);
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LogReport.class);
  }
}
