package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

class OwnedTimersTest {
  private final SimulatedTimers shared =
      new SimulatedTimers(new VirtualClock(0), 1, new RecordedFaults());
  private final OwnedTimers timers = new OwnedTimers(shared);
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothingRunsAfterTheEndOfTheOwnerAndNothingIsLeft() {
    timers.every(10, () -> ran.add("repeated"));
    timers.after(15, () -> ran.add("once"));
    timers.after(25, () -> ran.add("too late"));
    shared.every(50, () -> ran.add("of another owner"));
    shared.runForMs(15);
    timers.close();
    timers.every(10, () -> ran.add("begun too late"));
    shared.runForMs(40);
    assertEquals(List.of("repeated", "once", "of another owner"), ran);
  }

  @Test
  void repeatingOnesDoNotStayInTheQueueOfTheThread() {
    timers.every(10, () -> ran.add("cancelled")).cancel();
    timers.every(20, () -> ran.add("ended"));
    timers.close();
    timers.every(10, () -> ran.add("begun too late"));
    assertFalse(shared.runNext(), "nothing waits");
    assertEquals(List.of(), ran);
  }
}
