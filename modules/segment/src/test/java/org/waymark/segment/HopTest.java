package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HopTest {
  private static Hop hop(long ingress, long egress) {
    return new Hop(IsdAs.of(1, 11), ingress, egress, ByteString.EMPTY);
  }

  @Test
  void usesItsIngressAndItsEgressAndNoOther() {
    Hop hop = hop(7, 9);
    assertTrue(hop.uses(7));
    assertTrue(hop.uses(9));
    assertFalse(hop.uses(8));
    assertFalse(hop.uses(0));
  }

  @Test
  void neverUsesInterfaceZeroWhichStandsForNone() {
    assertFalse(hop(0, 9).uses(0));
    assertFalse(hop(7, 0).uses(0));
    assertFalse(hop(0, 0).uses(0));
  }
}
