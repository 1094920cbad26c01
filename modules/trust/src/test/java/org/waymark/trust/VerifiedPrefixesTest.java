package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.waymark.trust.VerifierWorld.LOCAL;
import static org.waymark.trust.VerifierWorld.refused;
import static org.waymark.trust.VerifierWorld.verified;

import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.trust.Certificate;
import org.waymark.wire.trust.CertificateChain;

class VerifiedPrefixesTest {
  private final VerifierWorld world = new VerifierWorld();

  @Test
  void eachDistinctEntryIsVerifiedOnce() {
    verified(world.verify(world.along("1-11", "1-14").make()));
    assertEquals(
        2 + 2 * 2, world.engine.verificationsSinceLast(), "two entries, two chains of two");

    verified(world.verify(world.along("1-11", "1-14").make()));
    assertEquals(0, world.engine.verificationsSinceLast());

    CapnpSegment longer = world.along("1-11", "1-14", "1-16").make();
    CapnpSegment shorter = world.along("1-11", "1-14", "1-17").make();
    verified(world.verify(longer));
    world.engine.verificationsSinceLast();
    int shared = sharedEntries(longer, shorter);
    verified(world.verify(shorter));
    assertEquals(shorter.entries().size() - shared + 2, world.engine.verificationsSinceLast());
  }

  @Test
  void everythingIsVerifiedAgainWhenTheMemoryIsCleared() {
    verified(world.verify(world.along("1-11", "1-14").make()));
    int first = world.engine.verificationsSinceLast();
    world.memory.clear();
    verified(world.verify(world.along("1-11", "1-14").make()));

    assertEquals(first, world.engine.verificationsSinceLast());
  }

  @Test
  void refusalsAreNotRemembered() {
    CapnpSegment broken = world.along("1-11", "1-14").brokenSignature(1).make();
    for (int i = 0; i < 3; i++) {
      refused(VerificationFault.SIGNATURE, world.verify(broken));
    }

    verified(world.verify(world.along("1-11", "1-14").make()));
    refused(VerificationFault.SIGNATURE, world.verify(broken));
  }

  @Test
  void whatIsRememberedCountsOnlyForTheTrustItWasVerifiedWith() {
    CapnpSegment segment = world.along("1-11", "1-14").make();
    HeldTrust otherKeys = VerifierWorld.trustOf(VerifierWorld.networkOf(2));
    verified(world.verify(segment));

    refused(VerificationFault.SIGNATURE, world.verifier.verify(segment, otherKeys, LOCAL));
    verified(world.verify(segment));
  }

  @Test
  void whatIsRememberedCountsOnlyForTheChainItWasVerifiedWith() {
    CapnpSegment segment = world.along("1-11", "1-14").make();
    HeldTrust otherKey = VerifierWorld.trustOf(world.network);
    otherKey.add(withKeyOf(IsdAs.parse("1-15"), world.network.trust().chain(LOCAL)));
    verified(world.verify(segment));

    refused(VerificationFault.SIGNATURE, world.verifier.verify(segment, otherKey, LOCAL));
    verified(world.verify(segment));
  }

  @Test
  void laterEntryIsNotTakenForVerifiedWhenAnEarlierOneWasChanged() {
    verified(world.verify(world.along("1-11", "1-14", "1-16").make()));

    CapnpSegment changed =
        world.along("1-11", "1-14", "1-16").changing(0, VerifiedPrefixesTest::withOtherMtu).make();
    world.engine.verificationsSinceLast();
    verified(world.verify(changed));
    assertEquals(3, world.engine.verificationsSinceLast());
  }

  private static AsEntryFields withOtherMtu(AsEntryFields f) {
    return new AsEntryFields(
        f.ia(),
        f.trcVersion(),
        f.certVersion(),
        f.ifIdSize(),
        f.hops(),
        f.hashTreeRoot(),
        f.mtu() - 1,
        f.routingPolicy(),
        f.sibra());
  }

  /** {@return the chain with the key of another AS instead, validly signed} */
  private CertificateChain withKeyOf(IsdAs other, CertificateChain chain) {
    Certificate c = chain.leaf();
    Certificate changed =
        new Certificate(
            c.subject(),
            c.issuer(),
            c.trcVersion(),
            c.version(),
            c.comment(),
            c.canIssue(),
            c.issuingTimeS(),
            c.expirationTimeS(),
            c.encAlgorithm(),
            c.subjectEncKey(),
            c.signAlgorithm(),
            world.network.trust().keys(other).signing(1).publicKey(),
            ByteString.EMPTY);
    ByteString signature =
        world.network.trust().keys(c.issuer()).coreSigning().sign(changed.signedBytes());
    return CertificateChain.of(changed.signedWith(signature), chain.core());
  }

  private static int sharedEntries(CapnpSegment one, CapnpSegment other) {
    int shared = 0;
    while (one.entries().get(shared).equals(other.entries().get(shared))) {
      shared++;
    }
    return shared;
  }
}
