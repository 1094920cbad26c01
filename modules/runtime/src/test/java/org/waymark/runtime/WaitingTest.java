package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class WaitingTest {
  private static final Duration NONE = Duration.ZERO;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void looksUntilItHolds() throws Exception {
    assertTrue(
        Waiting.until(() -> looks.incrementAndGet() == 3, NONE, Duration.ofSeconds(1), clock));
    assertEquals(3, looks.get());
  }

  @Test
  void looksOnceMoreWhenPatienceIsOver() throws Exception {
    assertFalse(
        Waiting.until(
            () -> {
              looks.incrementAndGet();
              clock.advanceMs(400);
              return false;
            },
            NONE,
            Duration.ofSeconds(1),
            clock));
    assertEquals(3, looks.get());
  }

  @Test
  void threadThatIsToldToStopWaitsNoLonger() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () -> Waiting.until(() -> false, Duration.ofDays(1), Duration.ofDays(2), clock));
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
