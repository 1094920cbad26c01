package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeapScheduleTest {
  private static final long NOW_MS = 1_520_000_000_000L;
  private static final int TTL_S = 21_600;
  private static final long HOUR_MS = 3_600_000;

  private static long leapMs(long untilMs, int ttlS, Long... trustEndsMs) {
    return new LeapSchedule(List.of(trustEndsMs), ttlS).leapMs(NOW_MS, untilMs);
  }

  @Test
  void leapLeavesTimeForEverythingToBeSaidOnceMoreBeforeTheEnd() {
    assertEquals(1_080_000, leapMs(NOW_MS + HOUR_MS, TTL_S));
    assertEquals(1_080_000, leapMs(NOW_MS + 1_140_000, TTL_S));
    assertEquals(30_000, leapMs(NOW_MS + 90_000, TTL_S));
    assertEquals(20_000, leapMs(NOW_MS + 89_999, TTL_S), "only whole tens of seconds");
    assertEquals(0, leapMs(NOW_MS + 69_999, TTL_S));
    assertEquals(0, leapMs(NOW_MS + 1, TTL_S));
  }

  @Test
  void leapIsShortBesideTheLifetimeOfSegments() {
    assertEquals(60_000, leapMs(NOW_MS + HOUR_MS, 1_350));
    assertEquals(10_000, leapMs(NOW_MS + HOUR_MS, 338));
  }

  @Test
  void noLeapCrossesAnEndOfTrustMaterial() {
    assertEquals(30_000, leapMs(NOW_MS + HOUR_MS, TTL_S, NOW_MS + 90_000, NOW_MS + 99_000));
    assertEquals(0, leapMs(NOW_MS + HOUR_MS, TTL_S, NOW_MS + 60_000));
    assertEquals(0, leapMs(NOW_MS + HOUR_MS, TTL_S, NOW_MS));
    assertEquals(0, leapMs(NOW_MS + HOUR_MS, TTL_S, NOW_MS - 89_999));
    assertEquals(1_080_000, leapMs(NOW_MS + HOUR_MS, TTL_S, NOW_MS - 90_000));
  }
}
