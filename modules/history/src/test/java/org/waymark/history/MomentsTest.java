package org.waymark.history;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

class MomentsTest {
  private static final int RECORDS = 200;

  private List<LogRecord> log;
  private Store store;
  private HistoryView history;
  private Moments moments;
  private long nowMs;

  @BeforeEach
  void fold() {
    log = RandomHistory.records(3, RECORDS);
    nowMs = log.stream().mapToLong(LogRecord::recordTimeMs).max().orElseThrow() + 60_000;
    store = Store.inMemory(RandomHistory.settings());
    store.apply(Topic.EVENTS, log);
    history = store.history();
    moments = new Moments(history, nowMs);
  }

  @AfterEach
  void close() {
    history.close();
    store.close();
  }

  @Test
  void instantEndsBeforeTheFirstRecordThatIsLater() {
    for (LogRecord at : log) {
      long ms = at.recordTimeMs();
      long first =
          log.stream()
              .filter(record -> record.recordTimeMs() > ms)
              .mapToLong(LogRecord::offset)
              .findFirst()
              .orElse(RECORDS);
      if (first > 0) {
        assertEquals(new Moment(first, ms), moments.of(Instant.ofEpochMilli(ms).toString()));
      }
    }
  }

  @Test
  void offsetHasTheTimeOfTheRecordBefore() {
    assertEquals(new Moment(57, log.get(56).recordTimeMs(), true), moments.of("57"));
  }

  @Test
  void firstKnownOffsetHasTheTimeOfItsOwnRecord() {
    assertEquals(new Moment(0, log.getFirst().recordTimeMs(), true), moments.of("0"));
    try (Store later = Store.inMemory(RandomHistory.settings())) {
      later.begin(new ColdStart(50, 0));
      later.apply(Topic.EVENTS, log.subList(50, 100));
      try (HistoryView its = later.history()) {
        assertEquals(
            new Moment(50, log.get(50).recordTimeMs(), true), new Moments(its, nowMs).of("50"));
      }
    }
    try (Store empty = Store.inMemory(RandomHistory.settings());
        HistoryView its = empty.history()) {
      assertEquals(new Moment(0, nowMs, true), new Moments(its, nowMs).of("0"));
    }
  }

  @Test
  void tokenIsAnOffsetOfItsTopicOnly() {
    String here = "-_23456789012345678901";
    assertAll(
        () -> assertEquals(57, Moments.offset(here + ":57", Optional.of(here))),
        () -> assertEquals(57, Moments.offset(here + ":57", Optional.empty())),
        () ->
            assertRefused(
                UnknownPastException.class,
                () -> Moments.offset(here + ":57", Optional.of("another")),
                "belongs to another log"),
        () -> assertRefused(IllegalArgumentException.class, "2026-11-28T14:32", "must be an"));
  }

  @Test
  void secondsOfATimeMayBeLeftOut() {
    for (String time : List.of("2026-11-28T14:32%sZ", "2026-11-28T15:32%s+01:00")) {
      assertEquals(
          OptionalLong.of(Instant.parse("2026-11-28T14:32:00Z").toEpochMilli()),
          Moments.instant(time.formatted(""), nowMs));
      assertEquals(
          Moments.instant(time.formatted(":00"), nowMs),
          Moments.instant(time.formatted(""), nowMs));
    }
    assertAll(
        () -> assertRefused(IllegalArgumentException.class, "2026-11-28T14Z", "14:32Z), a time"),
        () -> assertRefused(IllegalArgumentException.class, "2026-11-28T14:99Z", "must be an"));
  }

  @Test
  void timeSpansCountBackFromNow() {
    assertAll(
        () -> assertEquals(new Moment(RECORDS, nowMs), moments.of("now")),
        () -> assertEquals(moments.atInstant(nowMs - 60_000), moments.of("-60s")),
        () -> assertEquals(moments.atInstant(nowMs - 120_000), moments.of("-2m")),
        () -> assertEquals(moments.atInstant(nowMs - 3_600_000), moments.of("-1h")));
  }

  @Test
  void whatIsNoMomentOrNotKnownIsRefused() {
    assertAll(
        () -> assertRefused(IllegalArgumentException.class, "yesterday", "must be an offset"),
        () -> assertRefused(IllegalArgumentException.class, "-5", "must be an offset"),
        () -> assertRefused(IllegalArgumentException.class, "", "must be an offset"),
        () -> assertRefused(UnknownPastException.class, "201", "offsets 0 to 200"),
        () -> assertRefused(UnknownPastException.class, "2001-01-01T00:00:00Z", "is before"),
        () -> assertRefused(UnknownPastException.class, "2999-01-01T00:00:00Z", "later than now"),
        () -> assertRefused(UnknownPastException.class, "-999999999d", "is before"));
  }

  private void assertRefused(Class<? extends Exception> type, String text, String part) {
    assertRefused(type, () -> moments.of(text), part);
  }

  private static void assertRefused(Class<? extends Exception> type, Executable work, String part) {
    Exception refusal = assertThrows(type, work);
    assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
  }
}
