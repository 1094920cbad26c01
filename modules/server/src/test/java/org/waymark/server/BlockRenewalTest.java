package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.segment.IsdAs;
import org.waymark.server.block.BlockRenewal;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.RowKind;

/** When the holder of the lease renews a block. */
@Isolated("listens to log lines")
class BlockRenewalTest {
  private static final BlockSubject SUBJECT = new BlockSubject.OfAs(IsdAs.parse("1-11"));
  private static final int HOUR_S = 3_600;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  private final ServerWorld world = new ServerWorld();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i += 5) {
      world.timers.runForMs(5_000);
      world.applyAll();
    }
  }

  /** Appends a block as the command does. {@return the end that the operator asked for} */
  private long block(long forMs) {
    long nowMs = world.clock.wallMs();
    world.appendEvent(
        new EventBody.BlockEvent(
            SUBJECT, nowMs + Math.min(forMs, DAY_MS), "why", nowMs + forMs, ""));
    return nowMs + forMs;
  }

  private Optional<Row.Block> found() {
    try (ReadView view = world.store.view()) {
      return view.rows(RowKind.BLOCK).stream().map(Row.Block.class::cast).findFirst();
    }
  }

  private Row.Block row() {
    return found().orElseThrow();
  }

  private boolean isRenewed() {
    return row().renewedBy().isPresent();
  }

  /** {@return the lines that renewing logs while the work runs} */
  private List<ILoggingEvent> linesWhile(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(BlockRenewal.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    try {
      work.run();
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
    return lines.list;
  }

  @Test
  void blockIsRenewed12HoursBeforeItEndsForTheOperatorWhoSetIt() {
    world.ready();
    run(10);
    long untilMs = block(30 * DAY_MS);
    run(12 * HOUR_S - 10);
    assertEquals(false, isRenewed());
    List<ILoggingEvent> lines = linesWhile(() -> run(20));

    assertEquals(true, isRenewed());
    assertEquals(untilMs, row().untilMs());
    assertEquals("other", row().operator());
    assertEquals("why", row().reason());
    assertTrue(row().endMs() > world.clock.wallMs() + DAY_MS - 60_000);
    assertEquals(1, lines.size());
    assertEquals(Level.INFO, lines.getFirst().getLevel());
    String line = lines.getFirst().getFormattedMessage();
    assertTrue(line.startsWith("Renewed the block of 1-11, which other set until "), line);
  }

  @Test
  void blockThatEndsWhenItWasMeantToIsNotRenewed() {
    world.ready();
    run(10);
    block(DAY_MS);
    run(25 * HOUR_S - 600);

    assertEquals(false, isRenewed());
  }

  @Test
  void blockThatIsLiftedIsNotRenewed() {
    world.ready();
    run(10);
    block(30 * DAY_MS);
    run(13 * HOUR_S);
    assertEquals(true, isRenewed());
    world.appendEvent(new EventBody.BlockEvent(SUBJECT, 0, "repaired"));
    run(600);
    assertEquals(false, isRenewed());
    run(26 * HOUR_S);

    assertEquals(Optional.empty(), found());
  }

  @Test
  void replicaWithoutTheLeaseRenewsNothing() {
    world.ready();
    world.log.faults().takeLeaseAway();
    block(30 * DAY_MS);
    run(20 * HOUR_S);

    assertEquals(false, isRenewed());
  }

  @Test
  void blockThatLapsedIsRenewedAtOnceAndNoTickRemovesItBefore() {
    world.ready();
    world.log.faults().takeLeaseAway();
    long untilMs = block(30 * DAY_MS);
    run(40 * HOUR_S);
    world.log.faults().bringLeaseBack();
    world.log.faults().refuseNextAppends(1);
    List<ILoggingEvent> lines = linesWhile(() -> run(30));

    assertEquals(true, isRenewed());
    assertEquals(untilMs, row().untilMs());
    assertTrue(row().endMs() > world.clock.wallMs());
    assertEquals(2, lines.size());
    assertEquals(Level.WARN, lines.getFirst().getLevel());
    String line = lines.getFirst().getFormattedMessage();
    assertTrue(line.startsWith("The block of 1-11 lapsed at "), line);
    run(60);
    double expectedS = Math.floorDiv(world.clock.wallMs() - 61 * 60_000, 60_000) * 60;
    assertEquals(expectedS, world.gauge("waymark.last.tick"), 60, "ticks go on");
  }

  @Test
  void blockIsRenewedByTheClockOfTheLogWhichMayBeOff() {
    world.ready();
    world.log.faults().shiftClock(-5 * HOUR_MS);
    run(20);
    block(30 * DAY_MS);
    run(7 * HOUR_S - 20);
    assertEquals(false, isRenewed(), "the log gave it 24 h, of which 17 h are left");
    run(5 * HOUR_S + 40);

    assertEquals(true, isRenewed());
    long logNowMs = world.clock.wallMs() - 5 * HOUR_MS;
    assertTrue(row().endMs() > logNowMs + DAY_MS - 60_000);
  }

  @Test
  void tooManyBlocksForOneTickAreRenewedWithTheNextOnes() {
    world.ready();
    run(10);
    long nowMs = world.clock.wallMs();
    for (int i = 1; i <= 250; i++) {
      BlockSubject subject = new BlockSubject.OfInterface(IsdAs.parse("1-11"), i);
      world.appendEvent(
          new EventBody.BlockEvent(subject, nowMs + HOUR_MS, "why", nowMs + 9 * DAY_MS, ""));
    }
    run(30);

    try (ReadView view = world.store.view()) {
      assertTrue(
          view.rows(RowKind.BLOCK).stream()
              .allMatch(row -> ((Row.Block) row).renewedBy().isPresent()));
    }
  }
}
