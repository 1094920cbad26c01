package org.waymark.server.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.segment.Sha256;

class SendingTimesTest {
  private static final long APPENDED_MS = 1_520_000_000_250L;
  private static final IsdAs CORE_AS = IsdAs.parse("1-12");

  private final SendingTimes times = new SendingTimes(600);

  private static SegmentId id(int number) {
    return new SegmentId(Sha256.labelled("test").addInt(number).digest());
  }

  private static OptionalLong repetition(boolean prolongs, long afterMs) {
    OptionalLong at = SendingTimes.repetition(APPENDED_MS, prolongs, APPENDED_MS + afterMs);
    return at.isEmpty() ? at : OptionalLong.of(at.getAsLong() - APPENDED_MS);
  }

  @Test
  void newVersionIsRepeatedAfter5And20And60Seconds() {
    assertEquals(OptionalLong.of(5_000), repetition(false, 0));
    assertEquals(OptionalLong.of(20_000), repetition(false, 5_000));
    assertEquals(OptionalLong.of(60_000), repetition(false, 20_000));
    assertEquals(OptionalLong.empty(), repetition(false, 60_000));
  }

  @Test
  void versionThatOnlyProlongsIsRepeatedAfter20Seconds() {
    assertEquals(OptionalLong.of(20_000), repetition(true, 0));
    assertEquals(OptionalLong.empty(), repetition(true, 20_000));
  }

  @Test
  void repetitionThatWouldComeWithinTwoSecondsOfALateSendingIsLeftOut() {
    assertEquals(OptionalLong.of(5_000), repetition(false, 2_999));
    assertEquals(OptionalLong.of(20_000), repetition(false, 3_000));
  }

  @Test
  void versionIsYoungForTwoMinutes() {
    assertTrue(SendingTimes.isYoung(APPENDED_MS, APPENDED_MS + 119_999));
    assertFalse(SendingTimes.isYoung(APPENDED_MS, APPENDED_MS + 120_000));
  }

  @Test
  void turnIsTheSameSecondOfEveryResendWhoeverAsksWhenever() {
    long first = times.turn(id(1), CORE_AS, APPENDED_MS);
    assertEquals(first + 600_000, times.turn(id(1), CORE_AS, first));
    assertEquals(first + 600_000, times.turn(id(1), CORE_AS, first + 599_999));
    assertEquals(first, times.turn(id(1), CORE_AS, first - 1));
    assertEquals(first, new SendingTimes(600).turn(id(1), CORE_AS, first - 300_000));
  }

  @Test
  void turnsSpreadOverPathsAndOverCoreAses() {
    int[] perMinute = new int[10];
    int[] perMinuteOfOnePath = new int[10];
    for (int i = 0; i < 1_000; i++) {
      perMinute[(int) ((times.turn(id(i), CORE_AS, 0) - 1) / 60_000)]++;
      perMinuteOfOnePath[(int) ((times.turn(id(0), IsdAs.of(1, 100 + i), 0) - 1) / 60_000)]++;
    }
    for (int minute = 0; minute < 10; minute++) {
      assertTrue(Math.abs(perMinute[minute] - 100) < 40, "paths in minute " + minute);
      assertTrue(Math.abs(perMinuteOfOnePath[minute] - 100) < 40, "core ASes, minute " + minute);
    }
  }
}
