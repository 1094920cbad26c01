package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;
import org.waymark.server.propagation.LeaseTasks;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Ticks and the lease of one replica. */
@Isolated("listens to log lines")
class LeaseTasksTest {
  private static final long HOUR_MS = 3_600_000;

  private final ServerWorld world = new ServerWorld();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      world.timers.runForMs(1_000);
      world.applyAll();
    }
  }

  /** {@return the times of the ticks in the log} */
  private List<Long> ticks() {
    try (Tail tail =
        world.log.tail(
            Topic.EVENTS, world.log.identity().at(Topic.EVENTS, world.log.start(Topic.EVENTS)))) {
      return tail.poll(Duration.ZERO).stream()
          .map(LogRecord::value)
          .map(value -> new EventCodec(DecoderLimits.DEFAULT).decode(value).orElseThrow().body())
          .filter(EventBody.TickEvent.class::isInstance)
          .map(body -> ((EventBody.TickEvent) body).timeMs())
          .toList();
    }
  }

  @Test
  void holderAppendsATickEvery10SecondsOf61MinutesAgoInFullMinutes() {
    world.ready();
    run(30);
    long expected = (ServerWorld.START_MS - 61 * 60_000) / 60_000 * 60_000;
    assertEquals(List.of(expected, expected, expected), ticks());
    assertEquals(expected / 1_000.0, world.gauge("waymark.last.tick"));
    assertEquals(Readiness.State.READY.ordinal(), world.gauge("waymark.state"));
  }

  @Test
  void rowsThatEndedGoWithTheTicks() {
    world.ready();
    world.register(
        SegmentType.UP, world.network.segments().along("1-11", "1-14").expTime(1).make());
    run(300 + 3_600);
    assertEquals(1, world.store.digest(Topic.EVENTS).rows(), "stored until an hour after its end");
    run(200);
    assertEquals(0, world.store.digest(Topic.EVENTS).rows());
  }

  @Test
  void nobodyTicksWithoutTheLease() {
    world.ready();
    world.log.faults().takeLeaseAway();
    run(30);
    assertEquals(List.of(), ticks());
  }

  @Test
  void replicaThatHasNotReplayedTheLogDoesNotCompete() {
    world.timers.runForMs(30_000);
    assertEquals(List.of(), ticks());
    assertEquals(0, world.gauge("waymark.lease.held"));
  }

  @Test
  void replicaWhoseClockIsOffGivesTheLeaseBackAndCompetesAgainWhenItIsRight() {
    world.ready();
    run(10);
    assertEquals(1, world.gauge("waymark.lease.held"));
    world.log.faults().shiftClock(2_001);
    run(11);
    assertEquals(0, world.gauge("waymark.lease.held"));
    assertEquals(2_001, world.gauge("waymark.clock.skew"));
    world.log.faults().shiftClock(-2_000);
    run(11);
    assertEquals(1, world.gauge("waymark.lease.held"));
    world.log.faults().shiftClock(-2_001);
    run(11);
    assertEquals(0, world.gauge("waymark.lease.held"));
  }

  private List<String> linesWhile(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(LeaseTasks.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    try {
      work.run();
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void logThatIsThereButTakesNoAppendsIsReportedOnceAMinute() {
    world.ready();
    run(5);
    List<String> lines =
        linesWhile(
            () -> {
              world.log.faults().refuseNextAppends(1);
              run(10);
            });
    assertEquals(List.of(), lines, "one failure may be the beginning of an outage");
    lines =
        linesWhile(
            () -> {
              world.log.faults().refuseNextAppends(12);
              run(120);
            });
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.getFirst().contains("nothing new is recorded: "), lines.getFirst());
    assertTrue(lines.getFirst().contains("rejected"), lines.getFirst());
    assertEquals(1, linesWhile(() -> failTicks(2)).size(), "again after it worked");
  }

  private void failTicks(int count) {
    run(10);
    world.log.faults().refuseNextAppends(count);
    run(10 * count);
  }

  private void recordBeforeTheHorizon() {
    world.log.faults().shiftClock(-27 * HOUR_MS);
    world.log.append(Topic.EVENTS, ServerWorld.entry(new EventBody.TickEvent(0)));
    world.log.faults().shiftClock(0);
    world.log.append(Topic.AUDIT, ServerWorld.entry(new EventBody.ReplicaStopped("test")));
  }

  @Test
  void coldReplicaOnALogWithoutAYoungRecordIsReadyAfterATick() {
    recordBeforeTheHorizon();
    world.ready();
    assertEquals(Readiness.State.CATCHING_UP, world.core.readiness().state());
    run(9);
    assertEquals(Readiness.State.CATCHING_UP, world.core.readiness().state());
    run(2);
    assertEquals(Readiness.State.READY, world.core.readiness().state());
  }

  @Test
  void coldReplicaBesideOnesThatTickIsReadyAtOnce() {
    recordBeforeTheHorizon();
    world.log.append(
        Topic.EVENTS,
        ServerWorld.entry(new EventBody.TickEvent(ServerWorld.START_MS - 99 * 60_000)));
    world.ready();
    assertEquals(Readiness.State.READY, world.core.readiness().state());
  }

  @Test
  void coldReplicaOnALogWhoseBeginningIsGoneWaitsUntilAllThatIsMissingHasEnded() {
    world.log.append(Topic.EVENTS, ServerWorld.entry(new EventBody.TickEvent(0)));
    world.log.append(Topic.EVENTS, ServerWorld.entry(new EventBody.TickEvent(0)));
    world.log.faults().trim(Topic.EVENTS, 1);
    world.ready();
    // Ticks are 61 min behind, rounded down to a minute; they may be 20 min ahead, and there is
    // some slack.
    run(25 * 3_600 + 20 * 60);
    assertEquals(Readiness.State.CATCHING_UP, world.core.readiness().state());
    run(3 * 60);
    assertEquals(Readiness.State.READY, world.core.readiness().state());
  }

  @Test
  void coldReplicaOnALogThatWasPurgedToItsEndIsNotReadyWithTheFirstTick() {
    world.log.append(Topic.EVENTS, ServerWorld.entry(new EventBody.TickEvent(0)));
    world.log.faults().trim(Topic.EVENTS, 1);
    world.ready();
    run(30);
    assertEquals(3, ticks().size());
    assertEquals(Readiness.State.CATCHING_UP, world.core.readiness().state());
  }

  @Test
  void closedReplicaLeavesTheLeaseToOthers() {
    world.ready();
    run(1);
    assertTrue(world.core.leaseTasks().holds());
    world.core.leaseTasks().close();
    run(30);
    assertEquals(List.of(), ticks());
    assertEquals(0, world.gauge("waymark.lease.held"));
  }
}
