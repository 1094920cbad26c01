package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class LeaseTermTest {
  private final VirtualClock clock = new VirtualClock(1_000_000);
  private final LeaseTerm term = new LeaseTerm(clock);

  @Test
  void runsFromTheBeginningToTheEnd() {
    term.heard(1, clock.monotonicNs());
    assertFalse(term.runs(), "not begun");
    term.begin(clock.monotonicNs());
    assertTrue(term.runs());
    term.end();
    assertFalse(term.runs());
    term.heard(2, clock.monotonicNs());
    assertFalse(term.runs(), "a heartbeat of a mere member");
  }

  @Test
  void endsWithoutAnotherHeartbeatAndRunsAgainWithOne() {
    term.heard(3, clock.monotonicNs());
    term.begin(clock.monotonicNs());
    clock.advanceMs(LeaseTerm.LENGTH_MS - 1);
    assertTrue(term.runs());
    term.heard(3, clock.monotonicNs());
    clock.advanceMs(1);
    assertFalse(term.runs(), "the same heartbeat confirms nothing");
    term.heard(4, clock.monotonicNs());
    assertTrue(term.runs());
  }

  @Test
  void heartbeatConfirmsFromWhenItWasNotSeenYet() {
    term.begin(clock.monotonicNs());
    long beforeNs = clock.monotonicNs();
    clock.advanceMs(LeaseTerm.LENGTH_MS + 10_000);
    term.heard(1, beforeNs);
    assertFalse(term.runs(), "the process stood still between the heartbeat and its being seen");
  }

  @Test
  void endsBeforeTheGroupGivesTheLeaseAway() {
    assertTrue(LeaseTerm.LENGTH_MS < LeaseTerm.SESSION_MS);
    assertTrue(3 * LeaseTerm.HEARTBEAT_MS < LeaseTerm.LENGTH_MS, "one lost heartbeat is nothing");
  }
}
