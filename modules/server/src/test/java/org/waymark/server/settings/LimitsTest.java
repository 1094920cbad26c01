package org.waymark.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LimitsTest {
  /** Tests of what a limit does give small ones, so nothing else would notice a wrong default. */
  @Test
  void defaultsAreThoseOfTheDesign() {
    assertEquals(new Limits.Appends(2_000, 200, 100, 20), Limits.DEFAULT.appends());
    assertEquals(100, Limits.DEFAULT.registrations().perPair());
    assertEquals(2_000, Limits.DEFAULT.registrations().perLastAs());
    assertEquals(new Limits.Revocations(2, 256, 10_000), Limits.DEFAULT.revocations());
    Limits.Requests requests = Limits.DEFAULT.requests();
    assertEquals(1_000, requests.pendingPerDestination());
    assertEquals(20_000, requests.pending());
    assertEquals(100, requests.pendingPerSource());
    assertEquals(1_000, requests.waitingPerIsd());
    assertEquals(10_000, requests.waiting());
    assertEquals(500, Limits.DEFAULT.trust().parkedSegments());
    assertEquals(new Limits.Propagation(600, 20, 200), Limits.DEFAULT.propagation());
  }
}
