package org.waymark.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

class StopDeadlineTest {
  private final SimulatedTimers timers =
      new SimulatedTimers(new VirtualClock(1_520_000_000_000L), 1, new RecordedFaults());
  private int ends;
  private final StopDeadline deadline = new StopDeadline(timers, () -> ends++);

  @Test
  void processThatDoesNotStopIsEndedOnce() {
    timers.runForMs(10 * StopDeadline.AFTER_MS);
    assertEquals(0, ends, "nobody wants it to stop");
    deadline.begin();
    deadline.begin();
    timers.runForMs(StopDeadline.AFTER_MS - 1);
    assertEquals(0, ends);
    timers.runForMs(10 * StopDeadline.AFTER_MS);
    assertEquals(1, ends);
  }

  @Test
  void processThatStopsInTimeEndsByItself() {
    deadline.begin();
    deadline.close();
    timers.runForMs(10 * StopDeadline.AFTER_MS);
    assertEquals(0, ends);
  }
}
