package org.waymark.server.registration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Source;
import org.waymark.wire.packet.HostAddress;

class RegistrationsInProgressTest {
  private final RegistrationsInProgress inProgress = new RegistrationsInProgress(100);

  private static Source source(int host) {
    return new Source(IsdAs.parse("1-14"), new HostAddress.Ipv4(host));
  }

  @Test
  void oneSourceMayHaveAQuarterAndGetsBackWhatItGivesBack() {
    assertTrue(inProgress.enter(source(1), 20));
    assertFalse(inProgress.enter(source(1), 6));
    assertTrue(inProgress.enter(source(1), 5));
    inProgress.leave(source(1), 20);
    assertTrue(inProgress.enter(source(1), 20));
    assertFalse(inProgress.enter(source(1), 1));
  }

  @Test
  void allTogetherMayHaveWhatThereIs() {
    for (int host = 1; host <= 4; host++) {
      assertTrue(inProgress.enter(source(host), 25));
    }
    assertFalse(inProgress.enter(source(5), 1));
    inProgress.leave(source(2), 25);
    assertTrue(inProgress.enter(source(5), 25));
  }
}
