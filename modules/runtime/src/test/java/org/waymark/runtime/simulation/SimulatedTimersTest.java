package org.waymark.runtime.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;

class SimulatedTimersTest {
  private static final long START_MS = 1_520_000_000_000L;

  private final VirtualClock clock = new VirtualClock(START_MS);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final List<String> ran = new ArrayList<>();

  private Runnable noting(String name) {
    return () -> ran.add(name + "@" + (clock.wallMs() - START_MS));
  }

  @Test
  void tasksRunAtTheirMomentInTheOrderOfTime() {
    timers.after(30, noting("c"));
    timers.after(10, noting("a"));
    timers.after(20, noting("b"));
    timers.runForMs(20);
    assertEquals(List.of("a@10", "b@20"), ran);
    assertEquals(START_MS + 20, clock.wallMs());
    timers.runForMs(1_000);
    assertEquals("c@30", ran.getLast());
    assertEquals(START_MS + 1_020, clock.wallMs());
  }

  @Test
  void leapMovesTheWallClockAloneAndMakesNoTimerDue() {
    timers.after(30, noting("after the leap"));
    timers.runForMs(20);
    long beforeNs = clock.monotonicNs();
    clock.leapMs(5_000);
    assertEquals(beforeNs, clock.monotonicNs());
    assertEquals(START_MS + 5_020, clock.wallMs());
    timers.runForMs(9);
    assertEquals(List.of(), ran);
    timers.runForMs(1);
    assertEquals(List.of("after the leap@5030"), ran);
    assertThrows(IllegalArgumentException.class, () -> clock.leapMs(-1));
  }

  @Test
  void tasksMayScheduleOthersWithinTheSameRun() {
    timers.after(10, () -> timers.after(5, noting("later")));
    timers.after(10, () -> timers.after(0, noting("at once")));
    timers.runForMs(20);
    assertEquals(List.of("at once@10", "later@15"), ran);
  }

  @Test
  void repeatedTasksRunUntilTheyAreCancelled() {
    Cancellable repeated = timers.every(10, noting("r"));
    timers.runForMs(35);
    repeated.cancel();
    timers.runForMs(100);
    assertEquals(List.of("r@10", "r@20", "r@30"), ran);
    assertFalse(timers.runNext());
  }

  @Test
  void aRepeatedTaskMayCancelItself() {
    List<Cancellable> self = new ArrayList<>();
    self.add(
        timers.every(
            10,
            () -> {
              noting("once").run();
              self.getFirst().cancel();
            }));
    timers.runForMs(100);
    assertEquals(List.of("once@10"), ran);
  }

  @Test
  void aCancelledTaskDoesNotRunNorMoveTheClock() {
    timers.after(10, noting("never")).cancel();
    Cancellable cancelledOnTheWay = timers.after(20, noting("never"));
    timers.after(15, cancelledOnTheWay::cancel);
    assertTrue(timers.runNext());
    assertFalse(timers.runNext());
    assertEquals(START_MS + 15, clock.wallMs());
    assertEquals(List.of(), ran);
  }

  @Test
  void aTaskThatThrowsIsReportedAndItsRepetitionGoesOn() {
    timers.every(
        10,
        () -> {
          noting("r").run();
          throw new IllegalStateException("of the task");
        });
    timers.runForMs(20);
    assertEquals(List.of("r@10", "r@20"), ran);
    assertEquals(2, faults.faults().size());
  }

  @Test
  void tasksOfOneMomentRunInAnOrderThatOnlyTheSeedDecides() {
    assertEquals(orderOfOneMoment(5), orderOfOneMoment(5));
    assertNotEquals(orderOfOneMoment(5), orderOfOneMoment(6));
  }

  private List<Integer> orderOfOneMoment(long seed) {
    SimulatedTimers seeded = new SimulatedTimers(new VirtualClock(0), seed, faults);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      seeded.after(10, () -> order.add(number));
    }
    seeded.runForMs(10);
    return order;
  }

  @Test
  void aSkewedClockIsOffByItsOffsetAndRunsAtTheSamePace() {
    Clock fast = clock.skewed(2_500);
    long beforeNs = fast.monotonicNs();
    timers.runForMs(100);
    assertEquals(START_MS + 2_600, fast.wallMs());
    assertEquals(100_000_000, fast.monotonicNs() - beforeNs);
  }

  @Test
  void timeDoesNotGoBack() {
    assertThrows(IllegalArgumentException.class, () -> clock.advanceMs(-1));
    assertThrows(IllegalArgumentException.class, () -> timers.after(-1, () -> {}));
    assertThrows(IllegalArgumentException.class, () -> timers.every(0, () -> {}));
  }
}
