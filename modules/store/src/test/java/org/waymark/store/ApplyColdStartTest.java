package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.view.ReadView;

/**
 * Tests that a replica that begins one horizon back reports itself complete as soon as its rows
 * equal those of a replica that began at offset 0, and not earlier.
 */
class ApplyColdStartTest {
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60 * SECOND_MS;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final long HORIZON_MS = 26 * HOUR_MS;

  /** The time from the start to the tick that makes a cold store complete. */
  private static final long UNTIL_COMPLETE_MS =
      24 * HOUR_MS + SmallWorldEvents.AHEAD_MS + 10 * MINUTE_MS;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplySettings settings = SmallWorldEvents.settings();
  private final OracleRecordReader reader = new OracleRecordReader(settings.limits());

  private Oracle oracle() {
    return new Oracle(settings.aheadMs(), settings.treeTtls());
  }

  /**
   * Makes a log of three days in an AS: registrations and revocations every few minutes, ticks
   * every ten, and record times that go back by up to four minutes.
   */
  private List<LogRecord> days(long seed) {
    Random random = new Random(seed);
    SmallWorldRandom maker = new SmallWorldRandom(events, random);
    List<LogRecord> log = new ArrayList<>();
    long nowMs = SmallWorld.BASE_MS;
    long nextTickMs = nowMs;
    while (nowMs < SmallWorld.BASE_MS + 72 * HOUR_MS) {
      nowMs += random.nextLong(6 * MINUTE_MS);
      long timeMs = random.nextInt(5) == 0 ? nowMs - random.nextLong(4 * MINUTE_MS) : nowMs;
      byte[] value = maker.valueAt(timeMs);
      if (nowMs >= nextTickMs) {
        value = events.tick(nowMs - 61 * MINUTE_MS);
        nextTickMs = nowMs + 10 * MINUTE_MS;
      }
      log.add(SmallWorldEvents.record(log.size(), timeMs, value));
    }
    return log;
  }

  /** {@return the first record with that time or a later one} */
  private static int firstAt(List<LogRecord> log, long timeMs) {
    int offset = 0;
    while (offset < log.size() && log.get(offset).recordTimeMs() < timeMs) {
      offset++;
    }
    return offset;
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void coldStoreEqualsAWarmOneOnceItIsComplete(long seed) {
    List<LogRecord> log = days(seed);
    Random random = new Random(seed);
    for (int start = 0; start < 4; start++) {
      long clockMs = SmallWorld.BASE_MS + HORIZON_MS + random.nextLong(24 * HOUR_MS);
      try {
        coldAgainstWarm(log, clockMs - HORIZON_MS);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", clock " + clockMs, e);
      }
    }
  }

  private void coldAgainstWarm(List<LogRecord> log, long instantMs) {
    int from = firstAt(log, instantMs);
    Oracle warm = oracle();
    log.subList(0, from).forEach(record -> reader.apply(warm, record));
    int compared = 0;
    try (Store cold = Store.inMemory(settings)) {
      cold.begin(new ColdStart(from, instantMs));
      for (LogRecord record : log.subList(from, log.size())) {
        reader.apply(warm, record);
        cold.apply(Topic.EVENTS, List.of(record));
        boolean complete = warm.state().lastTickMs >= instantMs + UNTIL_COMPLETE_MS;
        assertEquals(complete, cold.complete(), "complete at " + record.offset());
        if (complete && (record.offset() % 8 == 0 || compared == 0)) {
          compared++;
          try (ReadView view = cold.view()) {
            ApplyComparison.sameRows(warm, view);
          }
        }
      }
    }
    assertTrue(compared > 20, "only " + compared + " records after completion");
  }

  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void coldStoreIsCompleteAtTheTickAndNotBefore(ApplyForm kind) {
    long instantMs = SmallWorld.BASE_MS;
    // Recorded just before the start, with the latest possible end.
    byte[] longest =
        events.segment(
            SegmentType.DOWN, SmallWorld.DIRECT, SmallWorld.BASE_S + 599, 255, instantMs - 1);
    Oracle warm = oracle();
    warm.apply(4, instantMs - 1, reader.read(longest));
    try (ApplyForm.Opened form = kind.open(settings)) {
      form.store().begin(new ColdStart(5, instantMs));
      assertFalse(form.store().complete());
      long offset = 5;
      boolean differed = false;
      for (long tickMs = instantMs + 20 * HOUR_MS;
          tickMs < instantMs + UNTIL_COMPLETE_MS + 3 * MINUTE_MS;
          tickMs += MINUTE_MS) {
        LogRecord tick = SmallWorldEvents.record(offset++, tickMs + HOUR_MS, events.tick(tickMs));
        reader.apply(warm, tick);
        form.store().apply(Topic.EVENTS, List.of(tick));
        assertEquals(tickMs >= instantMs + UNTIL_COMPLETE_MS, form.store().complete());
        differed |= !form.store().complete() && !warm.state().segments.isEmpty();
        if (form.store().complete()) {
          ApplyComparison.same(warm, form.store());
          form.reopen();
          assertTrue(form.store().complete());
        }
      }
      assertTrue(differed, "the warm store held nothing more at any time");
    }
  }

  @Test
  void storeFoldedFromTheBeginningIsCompleteWithoutATick() {
    try (Store store = Store.inMemory(settings)) {
      store.begin(new ColdStart(0, SmallWorld.BASE_MS));
      store.apply(
          Topic.EVENTS, List.of(SmallWorldEvents.record(0, SmallWorld.BASE_MS, new byte[] {1})));
      assertTrue(store.complete());
    }
  }

  @Test
  void recordsBeforeTheStartAreRefused() {
    try (Store store = Store.inMemory(settings)) {
      store.begin(new ColdStart(7, SmallWorld.BASE_MS));
      List<LogRecord> early =
          List.of(SmallWorldEvents.record(6, SmallWorld.BASE_MS, new byte[] {1}));
      assertThrows(IllegalArgumentException.class, () -> store.apply(Topic.EVENTS, early));
    }
  }

  @Test
  void replicaThatHasCaughtUpIsCompleteWithTheTicksThatAreThere() throws Exception {
    VirtualClock clock = new VirtualClock(SmallWorld.BASE_MS);
    try (InMemoryEventLog log = new InMemoryEventLog("small", clock);
        Store store = Store.inMemory(settings)) {
      for (int i = 0; i < 40 * 60; i++) {
        append(log, events.tick(clock.wallMs() - 61 * MINUTE_MS));
        clock.advanceMs(MINUTE_MS);
      }
      ColdStart start =
          ColdStart.plan(log, clock.wallMs() + 25 * HOUR_MS, clock.wallMs(), Long.MAX_VALUE);
      // There is one record per minute: 26 hours ago is 14 hours after the first record.
      assertEquals(14 * 60, start.offset());
      assertEquals(clock.wallMs() - HORIZON_MS, start.instantMs());
      assertEquals(
          start,
          ColdStart.plan(log, clock.wallMs(), clock.wallMs() + 25 * HOUR_MS, Long.MAX_VALUE));
      store.begin(start);
      for (long offset = start.offset(); offset < 40 * 60; offset++) {
        long timeMs = SmallWorld.BASE_MS + offset * MINUTE_MS;
        byte[] tick = events.tick(timeMs - 61 * MINUTE_MS);
        store.apply(Topic.EVENTS, List.of(SmallWorldEvents.record(offset, timeMs, tick)));
      }
      assertTrue(store.complete());
    }
  }

  @Test
  void logWithoutAYoungRecordIsBegunAtItsEnd() throws Exception {
    VirtualClock clock = new VirtualClock(SmallWorld.BASE_MS);
    try (InMemoryEventLog log = new InMemoryEventLog("old", clock)) {
      append(log, events.tick(0));
      append(log, events.tick(0));
      clock.advanceMs(HORIZON_MS);
      assertEquals(0, ColdStart.plan(log, clock.wallMs(), clock.wallMs(), Long.MAX_VALUE).offset());
      clock.advanceMs(1);
      assertEquals(2, ColdStart.plan(log, clock.wallMs(), clock.wallMs(), Long.MAX_VALUE).offset());
    }
  }

  /** The newest purged record may have been recorded just before the purge. */
  @Test
  void foldOfALogThatWasPurgedToItsEndIsCountedFromNow() throws Exception {
    VirtualClock clock = new VirtualClock(SmallWorld.BASE_MS);
    try (InMemoryEventLog log = new InMemoryEventLog("purged", clock)) {
      append(log, events.tick(0));
      append(log, events.tick(0));
      log.faults().trim(Topic.EVENTS, 2);
      clock.advanceMs(MINUTE_MS);
      long nowMs = clock.wallMs();
      assertEquals(new ColdStart(2, nowMs), ColdStart.plan(log, nowMs, nowMs - 1, Long.MAX_VALUE));
      assertEquals(new ColdStart(2, nowMs), ColdStart.plan(log, nowMs - 1, nowMs, Long.MAX_VALUE));
    }
  }

  private static void append(InMemoryEventLog log, byte[] value) throws Exception {
    log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "tick", value)).get();
  }
}
