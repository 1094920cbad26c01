package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;

class RowTotalsTest {
  private static final byte[] ONE = ByteString.ofHex("00".repeat(31) + "01").toBytes();

  private static ByteString sum(int last) {
    return ByteString.ofHex("00".repeat(31) + "%02x".formatted(last));
  }

  @Test
  void goesOnFromWhatWasWrittenDownForBothTopics() {
    RowTotals.Totals before = new RowTotals.Totals(sum(5), sum(7), List.of(1L, 2L, 3L, 4L, 5L, 6L));
    assertEquals(before, new RowTotals(before).totals());
    assertEquals(15, before.events());
    RowTotals rowTotals = new RowTotals(before);
    rowTotals.add(Family.TRUST.kind(), ONE);
    rowTotals.remove(Family.SEGMENTS.kind(), ONE);
    RowTotals.Totals after = rowTotals.totals();
    assertEquals(sum(4), after.eventsSum());
    assertEquals(sum(8), after.trustSum());
    assertEquals(7, after.of(Family.TRUST.kind()));
    assertEquals(0, after.of(Family.SEGMENTS.kind()));
    assertEquals(14, after.events());
  }
}
