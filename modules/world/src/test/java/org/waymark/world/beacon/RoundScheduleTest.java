package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

class RoundScheduleTest {
  private static final long HOUR_MS = 3_600_000;
  private static final int ROUND_MS = 5_000;

  /** A whole number of cycles since 1970. */
  private final VirtualClock clock = new VirtualClock(1_000 * HOUR_MS);

  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, new RecordedFaults());

  /** {@return how many of the rounds of a time are due} */
  private int due(RoundSchedule schedule, long ms) {
    int due = 0;
    for (long passed = 0; passed < ms; passed += ROUND_MS) {
      due += schedule.isDue() ? 1 : 0;
      timers.runForMs(ROUND_MS);
    }
    return due;
  }

  @Test
  void allRoundsAreMadeForTwoMinutesAfterTheStartAndAfterWhatIsDone() {
    RoundSchedule schedule = RoundSchedule.settling(clock, 5, 21_600);
    assertEquals(24, due(schedule, 600_000));
    assertEquals(4, due(schedule, 600_000), "a settled world begins each cycle with some");
    due(schedule, 300_000);
    schedule.stir();
    assertEquals(24, due(schedule, 300_000));
    assertEquals(4 * 6, due(schedule, HOUR_MS));
    assertEquals(1_800, schedule.longestPauseS());
  }

  @Test
  void segmentsThatLiveShortHaveShorterCyclesAndVeryShortOnesNone() {
    RoundSchedule hour = RoundSchedule.settling(clock, 5, 1_800);
    due(hour, HOUR_MS);
    assertEquals(4 * 12, due(hour, HOUR_MS));
    RoundSchedule shortest = RoundSchedule.settling(clock, 5, 338);
    due(shortest, HOUR_MS);
    assertTrue(due(shortest, HOUR_MS) > 240, "a cycle in 56 s");
    RoundSchedule slow = RoundSchedule.settling(clock, 60, 1_800);
    assertEquals(720, due(slow, HOUR_MS));
    assertEquals(0, slow.longestPauseS());
    assertEquals(720, due(RoundSchedule.all(clock), HOUR_MS));
  }
}
