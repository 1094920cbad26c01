package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;

/** Tests what the interface derives from accepted material, however the material is kept. */
class TrustMaterialTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-14");

  private final VerifierWorld world = new VerifierWorld();

  private boolean holds(TrustKind kind, IsdAs subject, long version) {
    return world.trust.holds(new TrustVersion(kind, subject, version));
  }

  @Test
  void holdsWhatHasExactlyTheKindSubjectAndVersion() {
    IsdAs isd = IsdAs.of(1, 0);
    assertTrue(holds(TrustKind.ANCHOR, isd, 1));
    assertTrue(holds(TrustKind.TRC, isd, 1));
    assertFalse(holds(TrustKind.TRC, isd, 2));
    assertFalse(holds(TrustKind.TRC, IsdAs.of(9, 0), 1));
    assertTrue(holds(TrustKind.CHAIN, LEAF, 1));
    assertFalse(holds(TrustKind.CHAIN, LEAF, 2));
    assertFalse(holds(TrustKind.CHAIN, IsdAs.parse("1-99"), 1));
  }

  @Test
  void coreAsesAreThoseOfTheNewestTrc() {
    assertTrue(world.trust.isCore(CORE));
    assertFalse(world.trust.isCore(LEAF));
    assertFalse(world.trust.isCore(IsdAs.parse("9-1")));
    world.trust.add(
        world.network.trust().update(world.network.trust().trc(1)).withoutCore(CORE).make());
    assertFalse(world.trust.isCore(CORE));
  }
}
