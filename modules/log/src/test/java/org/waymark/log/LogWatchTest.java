package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.append;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

class LogWatchTest {
  private final VirtualClock clock = new VirtualClock(1_000_000);
  private final SimulatedTimers timers =
      new SimulatedTimers(
          clock,
          1,
          (what, cause) -> {
            throw new AssertionError(what, cause);
          });
  private final InMemoryEventLog log = new InMemoryEventLog("watched", clock);
  private final List<LogState> told = new ArrayList<>();

  @Test
  void asksAtOnceAndThenEverySecond() throws Exception {
    LogWatch watch = start(log);
    assertFalse(watch.state().stale());
    append(log, Topic.EVENTS, 4);
    timers.runForMs(999);
    assertEquals(0, end(watch));
    timers.runForMs(1);
    assertEquals(4, end(watch));
  }

  @Test
  void tellsOnlyWhatIsNew() throws Exception {
    LogWatch watch = start(log);
    timers.runForMs(5_000);
    assertEquals(1, told.size());
    log.faults().widen(Topic.AUDIT, 2);
    timers.runForMs(5_000);
    assertEquals(2, told.size(), "the same trouble is told once");
    assertEquals(watch.state(), told.getLast());
  }

  @Test
  void logThatGoesAwayIsStaleWithItsLastEndsUntilItIsBack() throws Exception {
    append(log, Topic.EVENTS, 4);
    LogWatch watch = start(log);
    log.faults().goAway();
    timers.runForMs(1_000);
    assertTrue(watch.state().stale());
    assertFalse(watch.state().reachable());
    assertEquals(4, end(watch));
    assertInstanceOf(LogException.Unreachable.class, watch.state().trouble().orElseThrow());

    log.faults().comeBack();
    timers.runForMs(1_000);
    assertFalse(watch.state().stale());
  }

  @Test
  void logThatHasNeverAnsweredIsToldByItsAddress() {
    LogWatch watch = start(new SurveyedByHand(log, CompletableFuture::new));
    timers.runForMs(LogWatch.PATIENCE_MS);
    assertEquals(
        "cannot reach the log at kafka:9092: no answer for 3 s; start Kafka there or correct the"
            + " address of the log",
        watch.state().trouble().orElseThrow().getMessage());
  }

  @Test
  void questionThatCannotBePutFailsAndTheNextOneIsPut() {
    AtomicBoolean broken = new AtomicBoolean(true);
    LogWatch watch =
        start(
            new SurveyedByHand(
                log,
                () -> {
                  if (broken.get()) {
                    throw new IllegalStateException("no thread to ask on");
                  }
                  return log.survey();
                }));
    assertTrue(watch.state().stale());
    broken.set(false);
    timers.runForMs(1_000);
    assertFalse(watch.state().stale());
  }

  @Test
  void logThatDoesNotAnswerIsAwayAfterThreeSecondsAndBackWithItsAnswer() {
    List<CompletableFuture<LogSurvey>> asked = new ArrayList<>();
    LogWatch watch = start(surveying(asked));
    asked.getFirst().complete(log.survey().join());
    timers.runForMs(1_000);
    assertEquals(2, asked.size());
    timers.runForMs(2_999);
    assertFalse(watch.state().stale(), "patience");
    timers.runForMs(1);
    assertTrue(watch.state().stale());
    assertEquals(2, asked.size(), "one question is out at a time");

    asked.getLast().complete(log.survey().join());
    assertFalse(watch.state().stale());
    timers.runForMs(1_000);
    assertEquals(3, asked.size());
  }

  @Test
  void failureOfAnotherKindIsAlsoAway() {
    List<CompletableFuture<LogSurvey>> asked = new ArrayList<>();
    LogWatch watch = start(surveying(asked));
    asked.getFirst().completeExceptionally(new IllegalStateException("broken"));
    assertFalse(watch.state().reachable());
    assertTrue(watch.state().trouble().orElseThrow().getMessage().contains("broken"));
  }

  @Test
  void topicMadeAgainOrDeletedIsTroubleThatStays() {
    LogWatch watch = start(log);
    log.faults().makeAgain(Topic.TRUST);
    timers.runForMs(1_000);
    assertInstanceOf(LogException.Replaced.class, watch.state().trouble().orElseThrow());
    log.faults().delete(Topic.TRUST);
    timers.runForMs(1_000);
    assertInstanceOf(LogException.Missing.class, watch.state().trouble().orElseThrow());
    assertTrue(watch.state().reachable());
    assertTrue(watch.state().stale());
  }

  /** The ends show how far a replica is behind, which must be known even while there is trouble. */
  @Test
  void surveyIsRenewedWhileThereIsTrouble() throws Exception {
    LogWatch watch = start(log);
    log.faults().widen(Topic.AUDIT, 2);
    timers.runForMs(1_000);
    assertTrue(watch.state().trouble().isPresent());
    append(log, Topic.EVENTS, 4);
    timers.runForMs(1_000);
    assertEquals(4, end(watch));
    assertEquals(
        2, watch.state().survey().orElseThrow().topic(Topic.AUDIT).orElseThrow().partitions());
  }

  @Test
  void retentionOfTwoHorizonsIsAWarningAndNoTrouble() {
    LogWatch watch = start(log);
    log.faults()
        .set(
            Topic.EVENTS,
            TopicSettings.RETENTION_MS,
            Long.toString(TopicSettings.LEAST_RETENTION_MS));
    timers.runForMs(1_000);
    assertFalse(watch.state().stale());
    assertTrue(
        watch.state().warnings().stream().anyMatch(warning -> warning.contains("for 52 h")),
        watch.state().warnings().toString());
  }

  @Test
  void settingChangedUnderWayIsTroubleUntilCorrected() {
    LogWatch watch = start(log);
    log.faults().set(Topic.EVENTS, "cleanup.policy", "compact");
    timers.runForMs(1_000);
    assertInstanceOf(LogException.WrongSettings.class, watch.state().trouble().orElseThrow());
    log.faults().set(Topic.EVENTS, "cleanup.policy", "delete");
    timers.runForMs(1_000);
    assertFalse(watch.state().stale());
  }

  @Test
  void closedWatchAsksAndTellsNoMore() {
    List<CompletableFuture<LogSurvey>> asked = new ArrayList<>();
    LogWatch watch = start(surveying(asked));
    watch.close();
    asked.getFirst().complete(log.survey().join());
    timers.runForMs(10_000);
    assertEquals(1, asked.size());
    assertEquals(List.of(), told);
    assertEquals(LogState.UNKNOWN, watch.state());
  }

  private LogWatch start(EventLog watched) {
    return LogWatch.start(watched, clock, timers, told::add);
  }

  /** {@return the log, with surveys that the test answers itself} */
  private EventLog surveying(List<CompletableFuture<LogSurvey>> asked) {
    return new SurveyedByHand(
        log,
        () -> {
          asked.add(new CompletableFuture<>());
          return asked.getLast();
        });
  }

  private static long end(LogWatch watch) {
    return watch.state().end(Topic.EVENTS).orElseThrow().nextOffset();
  }
}
