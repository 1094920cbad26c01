package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClockSkewTest {
  @Test
  void onlyARecordTimeOutsideOfCallAndAnswerIsSkew() {
    ClockSkew skew = new ClockSkew();
    assertEquals(0, skew.lastMs());
    skew.note(100, 150, 200);
    assertEquals(0, skew.lastMs());
    skew.note(100, 90, 200);
    assertEquals(-10, skew.lastMs());
    skew.note(100, 230, 200);
    assertEquals(30, skew.lastMs());
    skew.note(100, 100, 100);
    assertEquals(0, skew.lastMs());
    // The wall clock was set back between call and answer.
    skew.note(5_000, 4_000, 3_000);
    assertEquals(1_000, skew.lastMs());
  }
}
