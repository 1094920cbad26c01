package org.waymark.store.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.records;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.segment;

import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.Records;
import org.waymark.store.Store;

class RowStatisticsTest {
  private static final PathSegment SEGMENT =
      segment(NOW_S, 64, revocableHop("1-1", 0, 1, NOW_S), revocableHop("1-11", 1, 0, NOW_S));

  private static RowStatistics held(Store store) {
    try (ReadView view = store.view()) {
      return view.held();
    }
  }

  @Test
  void emptyStoreNamesEveryTypeWithNothing() {
    try (Store store = Store.inMemory(SETTINGS)) {
      RowStatistics held = held(store);
      for (SegmentType type : SegmentType.values()) {
        assertEquals(RowStatistics.Size.NONE, held.segments().get(type));
      }
      assertEquals(RowStatistics.Size.NONE, held.revocations());
      assertEquals(0, held.interfaces() + held.trcs() + held.chains());
    }
  }

  @Test
  void segmentsCountByTypeUntilTheyAreRevoked() {
    try (Store store = Store.inMemory(SETTINGS)) {
      store.apply(
          Topic.EVENTS,
          records(0, NOW_MS, of(SegmentType.UP, SEGMENT), of(SegmentType.DOWN, SEGMENT)));
      RowStatistics before = held(store);
      assertEquals(1, before.segments().get(SegmentType.UP).rows());
      assertEquals(1, before.segments().get(SegmentType.DOWN).rows());
      assertEquals(0, before.segments().get(SegmentType.CORE).rows());
      assertTrue(
          before.segments().get(SegmentType.UP).bytes() > SEGMENT.bytes().size(),
          "with key and facts");
      assertEquals(4, before.interfaces(), "two segments with two interfaces that are not 0");
      store.apply(Topic.EVENTS, records(2, NOW_MS, of(Records.revocation("1-1", 1, NOW_S))));
      RowStatistics after = held(store);
      assertEquals(0, after.segments().get(SegmentType.UP).rows());
      assertEquals(0, after.segments().get(SegmentType.DOWN).rows());
      assertEquals(0, after.interfaces());
      assertTrue(after.revocations().rows() > 0);
      assertTrue(after.revocations().bytes() > 0);
    }
  }
}
