package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.apply.PreparedBatch;
import org.waymark.store.row.StoreException;

/** Tests that records prepared ahead have the same effects as records that are not. */
class PreparedBatchTest {
  private static final int LOGS = 300;
  private static final int RECORDS = 48;
  private static final long FIRST_SEED = 20_261_129;

  private final SmallWorldEvents events = new SmallWorldEvents();

  private static void assertSame(Store expected, Store actual) {
    assertEquals(expected.digest(Topic.EVENTS), actual.digest(Topic.EVENTS));
    assertEquals(expected.rightEdge(Topic.EVENTS), actual.rightEdge(Topic.EVENTS));
    assertEquals(expected.position(Topic.EVENTS), actual.position(Topic.EVENTS));
  }

  @Test
  void preparingRandomLogsAheadChangesNothing() {
    System.out.println(
        "PreparedBatchTest: seeds %d to %d".formatted(FIRST_SEED, FIRST_SEED + LOGS - 1));
    for (long seed = FIRST_SEED; seed < FIRST_SEED + LOGS; seed++) {
      List<LogRecord> log = SmallWorldRandom.records(events, seed, RECORDS);
      Random random = new Random(seed);
      try (Store plain = Store.inMemory(SmallWorldEvents.settings());
          Store ahead = Store.inMemory(SmallWorldEvents.settings())) {
        plain.apply(Topic.EVENTS, log.subList(0, 1));
        ahead.apply(Topic.EVENTS, log.subList(0, 1));
        List<PreparedBatch> batches = new ArrayList<>();
        for (int from = 1; from < RECORDS; ) {
          int to = Math.min(RECORDS, from + 1 + random.nextInt(20));
          batches.add(ahead.prepare(Topic.EVENTS, log.subList(from, to)));
          from = to;
        }
        for (PreparedBatch batch : batches) {
          assertEquals(plain.apply(Topic.EVENTS, batch.records()), ahead.apply(batch));
          assertSame(plain, ahead);
        }
      } catch (AssertionError e) {
        throw new AssertionError("the log of seed " + seed, e);
      }
    }
  }

  /** Ten thousand segments take more memory than may be prepared at a time. */
  @Test
  void recordsBeyondTheLimitOfMemoryAreAppliedToo() {
    List<LogRecord> log = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long timestampS = SmallWorld.BASE_S + i / 100;
      byte[] value =
          events.segment(
              SegmentType.DOWN, SmallWorld.DIRECT, timestampS, 2, SmallWorld.BASE_S * 1_000);
      log.add(SmallWorldEvents.record(i, timestampS * 1_000, value));
    }
    try (Store plain = Store.inMemory(SmallWorldEvents.settings());
        Store ahead = Store.inMemory(SmallWorldEvents.settings())) {
      List<Applied> expected = plain.apply(Topic.EVENTS, log);
      assertEquals(expected, ahead.apply(ahead.prepare(Topic.EVENTS, log)));
      assertSame(plain, ahead);
    }
  }

  @Test
  void recordThatCannotBePreparedStopsApplyWhenItsTurnComes() {
    List<LogRecord> log = SmallWorldRandom.records(events, FIRST_SEED, RECORDS);
    try (Store store = Store.inMemory(SmallWorldEvents.settings())) {
      LogRecord broken = new LogRecord(RECORDS - 1, 0, SmallWorld.BASE_S, ByteString.EMPTY, null);
      PreparedBatch good = store.prepare(Topic.EVENTS, log.subList(0, 10));
      List<LogRecord> rest = new ArrayList<>(log.subList(10, RECORDS - 1));
      rest.add(broken);
      PreparedBatch bad = store.prepare(Topic.EVENTS, rest);
      store.apply(good);

      StoreException.ApplyStopped stopped =
          assertThrows(StoreException.ApplyStopped.class, () -> store.apply(bad));

      assertInstanceOf(NullPointerException.class, stopped.getCause());
      assertEquals(10, store.position(Topic.EVENTS).orElseThrow().nextOffset());
      String message = stopped.getMessage();
      assertTrue(message.contains("at offset " + (RECORDS - 1)), message);
    }
  }
}
