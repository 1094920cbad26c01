package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutlinePlanTest {
  private static final long EVERY = 10;

  @Test
  void smallStoreHasAnOutlineEverySoManyRecords() {
    OutlinePlan first = OutlinePlan.before(7, EVERY);
    assertEquals(7 + EVERY, first.next());
    assertEquals(7 + 2 * EVERY, first.after(first.next(), EVERY).next());
    assertEquals(first, OutlinePlan.decode(first.encode()));
  }

  /** Every record stores one more version, so that each outline is larger than the last one. */
  @Test
  void outlinesOfALargeStoreHaveNoMoreVersionsThanTheLogHasRecords() {
    OutlinePlan plan = OutlinePlan.before(0, EVERY);
    long written = 0;
    while (plan.next() < 1_000_000) {
      long versions = plan.next();
      assertTrue(written <= plan.next(), written + " versions before record " + plan.next());
      plan = plan.after(plan.next(), versions);
      written += versions;
    }
    assertTrue(written > 100_000, written + " versions");
  }
}
