package org.waymark.store.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;

/** Compares tables row by row. */
class RowComparisonTest {
  private final MemoryRows expected = new MemoryRows();
  private final MemoryRows found = new MemoryRows();

  private static void put(MemoryRows rows, Family family, int key, int value) {
    try (RowSnapshot latest = rows.latest()) {
      RowBatch batch = new RowBatch(latest);
      batch.put(family, new byte[] {(byte) key}, new byte[] {(byte) value});
      rows.commit(batch);
    }
  }

  private Optional<RowDifference> compared(Family... families) {
    try (RowSnapshot one = expected.snapshot();
        RowSnapshot other = found.snapshot()) {
      return RowComparison.first(one, other, EnumSet.of(families[0], families));
    }
  }

  @Test
  void equalTablesHaveNoDifference() {
    put(expected, Family.SEGMENTS, 1, 7);
    put(found, Family.SEGMENTS, 1, 7);
    assertEquals(Optional.empty(), compared(Family.SEGMENTS, Family.ENDS));
  }

  @Test
  void firstDifferenceIsFoundInBothDirections() {
    put(expected, Family.ENDS, 2, 7);
    assertEquals(
        Optional.of(new RowDifference("ends", "02", "07", "no row")), compared(Family.ENDS));
    put(found, Family.ENDS, 2, 8);
    assertEquals(Optional.of(new RowDifference("ends", "02", "07", "08")), compared(Family.ENDS));
    put(found, Family.ENDS, 2, 7);
    put(found, Family.ENDS, 3, 9);
    assertEquals(
        Optional.of(new RowDifference("ends", "03", "no row", "09")), compared(Family.ENDS));
    assertEquals(Optional.empty(), compared(Family.SEGMENTS));
  }
}
