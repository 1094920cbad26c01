package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TickDigest;

/** The digests at ticks, which replicas compare. */
class TickDigestTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private static byte[] tick(long timeMs) {
    return EventCodec.encode(Event.own("test", new EventBody.TickEvent(timeMs)));
  }

  /** Ticks that remove a row, that do nothing, and other records before, between and after them. */
  private static List<LogRecord> log() {
    return List.of(
        record(
            0, NOW_MS, of(SegmentType.UP, segment(NOW_S, 0, hop("1-1", 0, 1), hop("1-11", 1, 0)))),
        record(1, NOW_MS + 1, tick(NOW_MS - 2 * HOUR_MS)),
        record(
            2,
            NOW_MS + 2,
            of(SegmentType.UP, segment(NOW_S, 200, hop("1-1", 0, 2), hop("1-11", 2, 0)))),
        record(3, NOW_MS + 3, tick(NOW_MS - 2 * HOUR_MS)),
        record(4, NOW_MS + 4, new byte[0]),
        record(5, NOW_MS + 3 * HOUR_MS, tick(NOW_MS + 2 * HOUR_MS)),
        record(6, NOW_MS + 3 * HOUR_MS, new byte[0]));
  }

  private static List<TickDigest> ticks(List<Applied> effects) {
    return effects.stream()
        .filter(Applied.Tick.class::isInstance)
        .map(effect -> ((Applied.Tick) effect).digest())
        .toList();
  }

  @Test
  void digestAtATickIsThatOfTheStateAfterItHoweverRecordsAreBatched() {
    List<TickDigest> expected = new ArrayList<>();
    try (Store store = Store.inMemory(SETTINGS)) {
      for (LogRecord record : log()) {
        for (TickDigest tick : ticks(store.apply(Topic.EVENTS, List.of(record)))) {
          StateDigest state = store.digest(Topic.EVENTS);
          assertEquals(
              new TickDigest(
                  record.offset(), record.recordTimeMs(), state.sum(), state.rows(), true),
              tick);
          expected.add(tick);
        }
      }
    }
    assertEquals(List.of(1L, 2L, 2L), expected.stream().map(TickDigest::rows).toList());
    for (int split = 0; split <= log().size(); split++) {
      try (Store store = Store.inMemory(SETTINGS)) {
        List<TickDigest> seen = new ArrayList<>();
        seen.addAll(ticks(store.apply(Topic.EVENTS, log().subList(0, split))));
        seen.addAll(ticks(store.apply(Topic.EVENTS, log().subList(split, log().size()))));
        assertEquals(expected, seen, "split before " + split);
      }
    }
  }

  @Test
  void digestIsComparableFromTheTickThatMakesAColdStoreComplete() {
    try (Store store = Store.inMemory(SETTINGS)) {
      store.begin(new ColdStart(7, NOW_MS, Optional.empty()));
      long completeMs = store.completeFromMs();
      long minuteMs = TimeUnit.MINUTES.toMillis(1);
      long lastMs = Math.ceilDiv(completeMs, minuteMs) * minuteMs;
      assertFalse(only(store, record(7, lastMs + HOUR_MS, tick(lastMs - minuteMs))).complete());
      assertTrue(only(store, record(8, lastMs + HOUR_MS, tick(lastMs))).complete());
    }
  }

  private static TickDigest only(Store store, LogRecord record) {
    return ticks(store.apply(Topic.EVENTS, List.of(record))).getFirst();
  }
}
