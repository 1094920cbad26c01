package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.Certificate;
import org.waymark.wire.trust.CertificateChain;

/** Tests rules that the vectors do not reach; each case breaks a single rule. */
class ChainRulesTest {
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs OTHER_CORE = IsdAs.parse("1-12");

  private final TrustMaker maker =
      Network.of(NetworkTopology.twoIsds(), 1, FixedClock.atS(1_520_000_000)).trust();
  private final ChainRules rules = new ChainRules(Ed25519.fastest());
  private final Certificate leaf = maker.chain(LEAF).leaf();
  private final Certificate core = maker.chain(LEAF).core();

  @Test
  void chainMadeOfHonestPartsIsValid() {
    assertTrue(verify(signed(leaf), core, LEAF).isEmpty());
  }

  @Test
  void chainOfAnotherAsIsRefused() {
    assertEquals(
        Optional.of(TrustFault.OTHER_SUBJECT), verify(signed(leaf), core, IsdAs.parse("1-15")));
  }

  @Test
  void leafOfVersionZeroIsRefused() {
    assertEquals(
        Optional.of(TrustFault.VERSION_ZERO),
        verify(signed(changed(leaf, leaf.issuer(), 0)), core, LEAF));
  }

  @Test
  void leafThatNamesAnotherIssuerThanTheCoreIsRefused() {
    assertEquals(
        Optional.of(TrustFault.OTHER_ISSUER),
        verify(signed(changed(leaf, OTHER_CORE, 1)), core, LEAF));
  }

  @Test
  void chainIsExpiredFromTheSecondOnAtWhichEitherCertificateIs() {
    for (CertificateChain chain :
        List.of(
            maker.certify(LEAF).expiresS(1_000).coreExpiresS(2_000).make(),
            maker.certify(LEAF).expiresS(2_000).coreExpiresS(1_000).make())) {
      assertTrue(ChainRules.unexpired(chain, 999).isEmpty());
      assertEquals(TrustFault.EXPIRED, ChainRules.unexpired(chain, 1_000).orElseThrow().fault());
    }
  }

  private Optional<TrustFault> verify(Certificate newLeaf, Certificate newCore, IsdAs subject) {
    return rules
        .verifyWithoutClock(CertificateChain.of(newLeaf, newCore), subject, maker.trc(1))
        .map(TrustRefusal::fault);
  }

  private Certificate signed(Certificate unsigned) {
    return unsigned.signedWith(maker.keys(CORE).coreSigning().sign(unsigned.signedBytes()));
  }

  private static Certificate changed(Certificate c, IsdAs issuer, long version) {
    return new Certificate(
        c.subject(),
        issuer,
        c.trcVersion(),
        version,
        c.comment(),
        c.canIssue(),
        c.issuingTimeS(),
        c.expirationTimeS(),
        c.encAlgorithm(),
        c.subjectEncKey(),
        c.signAlgorithm(),
        c.subjectSignKey(),
        c.signature());
  }
}
