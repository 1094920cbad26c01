package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final Readiness readiness = new Readiness();

  @Test
  void onlyATickIsLackingBetweenTheEndOfTheReplayAndACompleteStore() {
    readiness.replaying();
    assertFalse(readiness.lacksOnlyTick(), "the log is being replayed");
    readiness.replayed();
    assertTrue(readiness.lacksOnlyTick());
    readiness.logReachable(false);
    assertFalse(readiness.lacksOnlyTick(), "the log is away");
    readiness.logReachable(true);
    readiness.complete();
    assertFalse(readiness.lacksOnlyTick(), "ready");
  }

  @Test
  void tickMayBeLackingToTheStoreThatIsBuiltInPlaceOfADivergedOne() {
    readiness.replaying();
    readiness.complete();
    Readiness other = new Readiness();
    readiness.rebuilding("truncated", other);
    other.replaying();
    assertFalse(readiness.lacksOnlyTick(), "the log is being replayed");
    other.replayed();
    assertTrue(readiness.lacksOnlyTick());
    readiness.logReachable(false);
    assertFalse(readiness.lacksOnlyTick(), "the log is away");
    readiness.logReachable(true);
    readiness.tookOver();
    assertFalse(readiness.lacksOnlyTick(), "ready");
  }

  @Test
  void storeThatFollowsNoLongerLacksMoreThanATick() {
    Readiness other = new Readiness();
    readiness.rebuilding("truncated", other);
    other.replaying();
    other.replayed();
    readiness.diverged("apply failed");
    assertFalse(readiness.lacksOnlyTick());
  }
}
