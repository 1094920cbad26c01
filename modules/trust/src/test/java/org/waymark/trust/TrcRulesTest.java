package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.Trc;
import org.waymark.wire.trust.UnsignedTrc;

/** Tests rules that the vectors do not reach; each case breaks a single rule. */
class TrcRulesTest {
  private final TrustMaker maker =
      Network.of(NetworkTopology.twoIsds(), 1, FixedClock.atS(1_520_000_000)).trust();
  private final TrcRules rules = new TrcRules(Ed25519.fastest());

  @Test
  void updateOfAnotherIsdIsRefusedAlsoWhenTheCoreAsesSignedIt() {
    Trc old = maker.trc(1);

    assertEquals(TrustFault.OTHER_ISD, fault(old, signedByTheCoreAses(of(2, old), old)));
    assertTrue(rules.update(old, signedByTheCoreAses(of(1, old), old)).isEmpty());
  }

  @Test
  void trcBeforeThePreviousIsNotActiveHoweverLongTheGracePeriod() {
    Trc first = maker.trc(1);
    Trc second = maker.update(first).make();
    Trc third = maker.update(second).graceS(1_000_000).make();
    long clockS = third.creationTimeS() + 1;

    assertEquals(
        TrustFault.SUPERSEDED, TrcRules.active(first, third, clockS).orElseThrow().fault());
    assertTrue(TrcRules.active(second, third, clockS).isEmpty());
    assertTrue(TrcRules.active(third, third, clockS).isEmpty());
  }

  @Test
  void refusalNamesTheVersionThatWasExpected() {
    Trc first = maker.trc(1);
    Trc third = maker.update(maker.update(first).make()).make();

    assertEquals(
        "not-next-version: version 3, expected 2",
        rules.update(first, third).orElseThrow().toString());
  }

  private TrustFault fault(Trc old, Trc next) {
    return rules.update(old, next).orElseThrow().fault();
  }

  private static UnsignedTrc of(int isd, Trc old) {
    return new UnsignedTrc(
        isd,
        old.description(),
        old.version() + 1,
        old.creationTimeS(),
        old.expirationTimeS(),
        old.coreAses(),
        old.quorum(),
        old.gracePeriodS(),
        false);
  }

  private Trc signedByTheCoreAses(UnsignedTrc unsigned, Trc old) {
    Map<IsdAs, ByteString> signatures = new TreeMap<>();
    for (IsdAs core : old.coreAses().keySet()) {
      signatures.put(core, maker.keys(core).online().sign(unsigned.signedBytes()));
    }
    return unsigned.signedBy(signatures);
  }
}
