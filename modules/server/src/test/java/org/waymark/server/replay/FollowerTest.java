package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

class FollowerTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private final Readiness readiness = new Readiness();
  private final List<Long> applied = new ArrayList<>();
  private Follower follower = following(FoldSettings.DEFAULT);

  private Follower following(FoldSettings settings) {
    return new Follower(
        log,
        store,
        settings,
        readiness,
        clock,
        new ServerMetrics(new SimpleMeterRegistry()),
        (topic, batch) -> batch.stream().map(Applied::offset).forEach(applied::add));
  }

  @AfterEach
  void close() {
    follower.close();
    store.close();
  }

  private void tick() {
    EventBody body = new EventBody.TickEvent(clock.wallMs() - HOUR_MS);
    log.append(
        Topic.EVENTS,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("other", body))));
  }

  private void follow() {
    store.requireLog(log.identity());
    follower.open(clock.wallMs());
    while (follower.applyAvailable()) {
      // Until no records are left.
    }
  }

  @Test
  void noTailStaysOpenWhenOneCannotBeOpened() {
    store.requireLog(log.identity());
    List<Topic> closed = new ArrayList<>();
    EventLog side =
        (EventLog)
            Proxy.newProxyInstance(
                EventLog.class.getClassLoader(),
                new Class<?>[] {EventLog.class},
                (_, method, arguments) -> {
                  if (!method.getName().equals("tail")) {
                    return method.invoke(log, arguments);
                  }
                  if (arguments[0] == Topic.EVENTS) {
                    throw new IllegalStateException("too many open files");
                  }
                  return new ClosedTail(() -> closed.add(Topic.TRUST));
                });
    Follower failing =
        new Follower(
            side,
            store,
            FoldSettings.DEFAULT,
            readiness,
            clock,
            new ServerMetrics(new SimpleMeterRegistry()),
            (topic, batch) -> {});
    assertThrows(IllegalStateException.class, () -> failing.open(clock.wallMs()));
    assertEquals(List.of(Topic.TRUST), closed);
  }

  /** A tail that only reports that it is closed. */
  private record ClosedTail(Runnable closing) implements Tail {
    @Override
    public List<LogRecord> poll(Duration atMost) {
      return List.of();
    }

    @Override
    public long nextOffset() {
      return 0;
    }

    @Override
    public boolean isReading() {
      return true;
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {
      closing.run();
    }
  }

  private long firstOfHistory() {
    try (HistoryView history = store.history()) {
      return history.first();
    }
  }

  @Test
  void historyOlderThanItsDepthIsForgotten() {
    follow();
    for (int hour = 0; hour <= 100; hour++) {
      tick();
      clock.advanceMs(HOUR_MS);
      while (follower.applyAvailable()) {
        // Until all records are applied.
      }
    }
    // One day before now, and one horizon before that.
    assertEquals(101 - 24 - 26, firstOfHistory());
  }

  @Test
  void replicaForAuditorsFoldsAndKeepsTheWholeLog() {
    for (int hour = 0; hour <= 100; hour++) {
      tick();
      clock.advanceMs(HOUR_MS);
    }
    follower = following(FoldSettings.of(HistoryDepth.parse("start")));
    follow();
    assertEquals(0, applied.getFirst());
    assertEquals(0, firstOfHistory());
  }

  @Test
  void replicaThatKnowsThePastSinceAnInstantFoldsFromAHorizonBefore() {
    Instant since = Instant.ofEpochMilli(clock.wallMs() + 50 * HOUR_MS);
    for (int hour = 0; hour <= 100; hour++) {
      tick();
      clock.advanceMs(HOUR_MS);
    }
    follower = following(FoldSettings.of(new HistoryDepth.Since(since)));
    follow();
    assertEquals(50 - 26, applied.getFirst());
    assertEquals(50 - 26, firstOfHistory());
  }

  @Test
  void newStoreOfAnOldLogBeginsOneHorizonBack() {
    for (int hour = 0; hour <= 100; hour++) {
      tick();
      clock.advanceMs(HOUR_MS);
    }
    tick();
    follow();
    assertEquals(75, applied.getFirst(), "the first record of the last 26 h");
    assertEquals(27, applied.size());
    assertEquals(Readiness.State.READY, readiness.state());
  }

  @Test
  void newStoreOfAnOldLogWithoutTicksOfLateLacksOne() {
    tick();
    clock.advanceMs(100 * HOUR_MS);
    follow();
    assertEquals(List.of(), applied);
    assertTrue(readiness.lacksOnlyTick());
    tick();
    assertTrue(follower.applyAvailable());
    assertEquals(Readiness.State.READY, readiness.state());
  }

  @Test
  void newStoreOfAYoungLogIsCompleteWithoutATick() {
    log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[1]));
    clock.advanceMs(25 * HOUR_MS);
    follow();
    assertEquals(List.of(0L), applied);
    assertFalse(readiness.lacksOnlyTick());
    assertEquals(Readiness.State.READY, readiness.state());
  }

  @Test
  void recordsThatTheLogHasLostBeforeTheyWereReadAreNotAwaited() {
    tick();
    tick();
    store.requireLog(log.identity());
    follower.open(clock.wallMs());
    log.faults().truncate(Topic.EVENTS, 1);
    assertTrue(follower.applyAvailable());
    assertFalse(follower.applyAvailable());
    assertEquals(List.of(0L), applied);
    assertEquals(Readiness.State.READY, readiness.state());
  }
}
