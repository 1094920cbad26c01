package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class LastingTroubleTest {
  private final VirtualClock clock = new VirtualClock(0);
  private final LastingTrouble trouble = new LastingTrouble(clock);

  /**
   * {@return how often trouble is due to be reported within ten minutes when noted every second}
   */
  private int dueInTenMinutes(Object... kindsInTurn) {
    int due = 0;
    for (int second = 0; second < 600; second++) {
      if (trouble.isDue(kindsInTurn[second % kindsInTurn.length])) {
        due++;
      }
      clock.advanceMs(1_000);
    }
    return due;
  }

  @Test
  void beginsAndIsRemindedOfOnceAMinute() {
    assertTrue(trouble.isDue("away"));
    clock.advanceMs(59_999);
    assertFalse(trouble.isDue("away"));
    clock.advanceMs(1);
    assertTrue(trouble.isDue("away"));
    assertFalse(trouble.isDue("away"));
  }

  @Test
  void anotherKindIsToldAtOnce() {
    assertTrue(trouble.isDue("away"));
    assertTrue(trouble.isDue("replaced"));
    assertFalse(trouble.isDue("replaced"));
  }

  @Test
  void kindsThatAlternateAreToldAsRarelyAsOneThatStays() {
    assertEquals(10, dueInTenMinutes("away"));
    trouble.end();
    assertEquals(20, dueInTenMinutes("away", "no node"));
  }

  @Test
  void endIsToldOnceAndOnlyOfTroubleThatWas() {
    assertFalse(trouble.end());
    trouble.isDue("away");
    trouble.isDue("replaced");
    assertTrue(trouble.end());
    assertFalse(trouble.end());
    assertTrue(trouble.isDue("away"), "it begins again");
  }
}
