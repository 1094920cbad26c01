package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExpiryTest {
  @Test
  void stepsAreHalvesOf675SecondsRoundedDown() {
    assertEquals(1_000, Expiry.ofHopField(1_000, 0));
    assertEquals(1_337, Expiry.ofHopField(1_000, 1));
    assertEquals(1_675, Expiry.ofHopField(1_000, 2));
    assertEquals(1_000 + 21_600, Expiry.ofHopField(1_000, 64));
    assertEquals(1_000 + 86_062, Expiry.ofHopField(1_000, Expiry.MAX_EXP_TIME));
  }

  @Test
  void hopFieldIsGoodThroughItsLastSecond() {
    assertEquals(1_338_000, Expiry.endMs(1_337));
    assertEquals((0xffff_ffffL + 1) * 1_000, Expiry.endMs(0xffff_ffffL));
  }

  @Test
  void expTimeIsTheGreatestThatFits() {
    for (long lifetimeS = 0; lifetimeS < 90_000; lifetimeS++) {
      int expTime = Expiry.expTimeWithin(lifetimeS);
      assertTrue(Expiry.ofHopField(0, expTime) <= lifetimeS);
      // The next exp_time would end at least half a second later.
      assertTrue(expTime == Expiry.MAX_EXP_TIME || 337.5 * (expTime + 1) > lifetimeS);
    }
    assertEquals(0, Expiry.expTimeWithin(-1_000_000));
    assertEquals(Expiry.MAX_EXP_TIME, Expiry.expTimeWithin(Long.MAX_VALUE / 4));
  }
}
