package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.records;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.revocation;
import static org.waymark.store.Records.segment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.log.LastRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReasonCode;

/**
 * Tests the guarantees of the store that concern apply. Other tests compare the rules with an
 * oracle.
 */
class StoreApplyTest {
  private static final LogIdentity LOG =
      new LogIdentity("cluster", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t", Topic.AUDIT, "a"));

  private static final PathSegment SEGMENT =
      segment(NOW_S, 64, hop("1-1", 0, 1), hop("1-11", 1, 0));

  @Test
  void positionsNameTheLogAndTheLastRecord() {
    try (Store store = Store.inMemory(SETTINGS)) {
      store.requireLog(LOG);
      assertTrue(store.position(Topic.EVENTS).isEmpty());
      store.apply(Topic.EVENTS, records(0, NOW_MS, of(SegmentType.UP, SEGMENT)));
      store.apply(Topic.TRUST, List.of(record(0, NOW_MS, new byte[0])));
      assertEquals(
          LOG.at(Topic.EVENTS, 0).after(records(0, NOW_MS, of(SegmentType.UP, SEGMENT)).getFirst()),
          store.position(Topic.EVENTS).orElseThrow());
      assertEquals(
          LOG.at(Topic.TRUST, 0).after(record(0, NOW_MS, new byte[0])),
          store.position(Topic.TRUST).orElseThrow());
      try (ReadView view = store.view()) {
        assertEquals(store.position(Topic.EVENTS), view.position(Topic.EVENTS));
        assertEquals(store.position(Topic.TRUST), view.position(Topic.TRUST));
      }
    }
  }

  @Test
  void theFirstOwnerOfTheLogCounts() {
    IsdAs owner = IsdAs.parse("1-11");
    try (Store store = Store.inMemory(SETTINGS)) {
      assertTrue(store.logOwner().isEmpty());
      List<Applied> applied =
          store.apply(
              Topic.TRUST,
              List.of(
                  record(0, NOW_MS, new EventBody.LogOwner(owner)),
                  record(1, NOW_MS, new EventBody.LogOwner(owner)),
                  record(2, NOW_MS, new EventBody.LogOwner(IsdAs.parse("1-12")))));
      assertEquals(
          List.of(new Applied.LogClaimed(0, owner), new Applied.TrustKnown(1)),
          applied.subList(0, 2));
      assertInstanceOf(Applied.TrustRefused.class, applied.get(2));
      assertEquals(Optional.of(owner), store.logOwner());
    }
  }

  @Test
  void aFailureThatIsNoMatterOfContentStopsApplyForGood() {
    MemoryRows memory = new MemoryRows();
    FailingRows rows = new FailingRows(memory);
    Store store = Store.over(rows, SETTINGS);
    store.apply(Topic.EVENTS, records(0, NOW_MS, of(SegmentType.UP, SEGMENT)));
    StateDigest before = store.digest(Topic.EVENTS);
    rows.failing = true;
    List<LogRecord> next = records(1, NOW_MS, new EventBody.TickEvent(NOW_MS));
    assertThrows(StoreException.ApplyStopped.class, () -> store.apply(Topic.EVENTS, next));
    rows.failing = false;
    assertThrows(StoreException.ApplyStopped.class, () -> store.apply(Topic.EVENTS, next));
    assertEquals(before, store.digest(Topic.EVENTS));
    assertEquals(1, store.position(Topic.EVENTS).orElseThrow().nextOffset());
    try (Store again = Store.over(memory, SETTINGS)) {
      assertInstanceOf(
          Applied.TickIdle.class, again.apply(Topic.EVENTS, records(1, 0, tick())).getFirst());
    }
  }

  private static EventBody tick() {
    return new EventBody.TickEvent(0);
  }

  @Test
  void storeOpenedAgainKnowsItsVersionsAndItsRevocations() {
    MemoryRows rows = new MemoryRows();
    PathSegment revocable =
        segment(NOW_S, 64, revocableHop("1-1", 0, 1, NOW_S), revocableHop("1-11", 1, 0, NOW_S));
    EventBody ofCore = of(revocation("1-1", 1, NOW_S));
    EventBody ofLeaf = of(revocation("1-11", 1, NOW_S));
    try (Store store = Store.over(rows, SETTINGS)) {
      store.apply(Topic.EVENTS, records(0, NOW_MS, of(SegmentType.UP, SEGMENT), ofCore, ofLeaf));
    }
    try (Store again = Store.over(rows, SETTINGS)) {
      List<Applied> applied =
          again.apply(
              Topic.EVENTS,
              records(
                  3,
                  NOW_MS,
                  of(SegmentType.UP, SEGMENT),
                  of(SegmentType.DOWN, revocable),
                  of(SegmentType.DOWN, SEGMENT)));
      assertEquals(0, assertInstanceOf(Applied.Replaced.class, applied.get(0)).oldOffset());
      assertEquals(1, assertInstanceOf(Applied.KilledOnArrival.class, applied.get(1)).byOffset());
      assertInstanceOf(Applied.Added.class, applied.get(2));
    }
  }

  @Test
  void indexOrEndOfNoRowStopsApply() {
    PathSegment revocable = segment(NOW_S, 64, revocableHop("1-1", 0, 1, NOW_S));
    EventBody held = of(SegmentType.UP, revocable);
    EventBody block =
        new EventBody.BlockEvent(new BlockSubject.OfAs(ia("1-1")), NOW_MS + 60_000, "why");
    EventBody lateTick = new EventBody.TickEvent(revocable.endMs() + 60_000);
    long lateMs = NOW_MS + 30 * 3_600_000L;
    stopsApply(held, Family.SEGMENTS, record(1, NOW_MS, of(revocation("1-1", 1, NOW_S))));
    stopsApply(held, Family.SEGMENTS, record(1, lateMs, lateTick));
    stopsApply(block, Family.BLOCKS, record(1, lateMs, lateTick));
  }

  private static void stopsApply(EventBody body, Family lost, LogRecord next) {
    MemoryRows rows = new MemoryRows();
    try (Store store = Store.over(rows, SETTINGS)) {
      store.apply(Topic.EVENTS, records(0, NOW_MS, body));
    }
    RowBatch loss = new RowBatch(rows.latest());
    rows.latest()
        .scan(
            lost,
            Keys.NONE,
            (key, value) -> {
              loss.delete(lost, key);
              return true;
            });
    rows.commit(loss);
    Store store = Store.over(rows, SETTINGS);
    StoreException.ApplyStopped stopped =
        assertThrows(
            StoreException.ApplyStopped.class, () -> store.apply(Topic.EVENTS, List.of(next)));
    assertInstanceOf(StoreException.Unavailable.class, stopped.getCause());
  }

  /** Rows whose commits fail while the test wants them to. */
  private static final class FailingRows extends ForwardingRows {
    private boolean failing;

    FailingRows(Rows rows) {
      super(rows);
    }

    @Override
    public void commit(RowBatch batch) {
      if (failing) {
        throw new OutOfMemoryError("on purpose");
      }
      super.commit(batch);
    }
  }

  @Test
  void recordsThatDoNotFollowChangeNothing() {
    try (Store store = Store.inMemory(SETTINGS)) {
      store.apply(Topic.EVENTS, records(0, NOW_MS, tick(), tick()));
      for (long offset : new long[] {0, 1, 3}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> store.apply(Topic.EVENTS, records(offset, NOW_MS, tick())));
      }
      List<LogRecord> gap = List.of(record(2, NOW_MS, tick()), record(4, NOW_MS, tick()));
      assertThrows(IllegalArgumentException.class, () -> store.apply(Topic.EVENTS, gap));
      assertEquals(2, store.position(Topic.EVENTS).orElseThrow().nextOffset());
      store.apply(Topic.EVENTS, records(2, NOW_MS, tick()));
    }
  }

  @Test
  void aColdStartIsCompleteOnceATickIsPastItByAllThatCouldMatter() {
    long start = NOW_MS;
    long completeMs = start + 24 * 3_600_000L + SETTINGS.aheadMs() + 600_000;
    try (Store store = Store.inMemory(SETTINGS)) {
      store.requireLog(LOG);
      store.begin(new ColdStart(1_000, start));
      assertEquals(
          new Position("cluster", "e", 1_000, LastRecord.NONE),
          store.position(Topic.EVENTS).orElseThrow());
      assertFalse(store.complete());
      store.apply(
          Topic.EVENTS,
          List.of(record(1_000, completeMs * 2, new EventBody.TickEvent(completeMs - 60_000))));
      assertFalse(store.complete());
      store.apply(
          Topic.EVENTS,
          List.of(record(1_001, completeMs * 2, new EventBody.TickEvent(completeMs))));
      assertTrue(store.complete());
      assertThrows(IllegalStateException.class, () -> store.begin(new ColdStart(5, 5)));
    }
  }

  @Test
  void aFoldFromOffsetZeroIsCompleteAtOnce() {
    try (Store store = Store.inMemory(SETTINGS)) {
      assertFalse(store.complete());
      store.begin(new ColdStart(0, NOW_MS));
      store.apply(Topic.EVENTS, records(0, NOW_MS, tick()));
      assertTrue(store.complete());
    }
  }

  @Test
  void poisonTellsItsReason() {
    try (Store store = Store.inMemory(SETTINGS)) {
      List<Applied> applied =
          store.apply(
              Topic.EVENTS,
              List.of(
                  record(0, NOW_MS, new byte[0]),
                  record(1, NOW_MS, new byte[] {1, 2, 3}),
                  record(2, NOW_MS, new EventBody.ReplicaStopped("why"))));
      assertEquals(
          List.of(
              new Applied.Quarantined(0, ReasonCode.EMPTY_VALUE),
              new Applied.Quarantined(1, ReasonCode.UNDECODABLE),
              new Applied.Quarantined(2, ReasonCode.OTHER_TOPIC)),
          applied);
    }
  }
}
