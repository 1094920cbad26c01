package org.waymark.world.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WorldSettingsTest {
  private static final WorldSettings DEFAULT = WorldSettings.of(9);

  @Test
  void defaultsAreThoseOfAsYml() {
    assertEquals(new WorldSettings(9, 1, 5, 5, 21_600, 16), DEFAULT);
  }

  @Test
  void limitsAreTaken() {
    assertEquals(3, DEFAULT.withReplicasPerAs(3).replicasPerAs());
    assertEquals(338, DEFAULT.withSegmentTtlS(338).segmentTtlS());
    assertEquals(86_062, DEFAULT.withSegmentTtlS(86_062).segmentTtlS());
    assertEquals(1, DEFAULT.withLoopback(1).loopback());
    assertEquals(255, DEFAULT.withLoopback(255).loopback());
    assertEquals(new WorldSettings(9, 1, 1, 3_600, 21_600, 16), DEFAULT.withPeriods(1, 3_600));
  }

  @Test
  void whatIsBeyondThemIsRefused() {
    for (int replicas : new int[] {-1, 0, 4}) {
      refused(() -> DEFAULT.withReplicasPerAs(replicas));
    }
    for (int seconds : new int[] {-1, 0, 3_601}) {
      refused(() -> DEFAULT.withPeriods(seconds, 5));
      refused(() -> DEFAULT.withPeriods(5, seconds));
    }
    refused(() -> DEFAULT.withSegmentTtlS(337));
    refused(() -> DEFAULT.withSegmentTtlS(86_063));
    refused(() -> DEFAULT.withLoopback(0));
    refused(() -> DEFAULT.withLoopback(256));
  }

  private static void refused(Runnable change) {
    assertThrows(IllegalArgumentException.class, change::run);
  }
}
