package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/** A network of two ISDs, and a server in 1-14 that has accepted version 1 of everything. */
final class VerifierWorld {
  static final long NOW_S = 1_520_000_000;
  static final IsdAs LOCAL = IsdAs.parse("1-14");

  final Network network = networkOf(1);
  final HeldTrust trust = trustOf(network);
  final CountingEngine engine = new CountingEngine();
  final VerifiedPrefixes memory = new VerifiedPrefixes(1_000);
  final SegmentVerifier verifier = verifierAt(NOW_S);

  /** {@return the network with keys derived from a seed} */
  static Network networkOf(long seed) {
    return Network.of(NetworkTopology.twoIsds(), seed, FixedClock.atS(NOW_S));
  }

  /** {@return version 1 of all TRCs and chains of a network} */
  static HeldTrust trustOf(Network network) {
    HeldTrust trust = new HeldTrust();
    network.trust().trcs().forEach(trust::add);
    network.trust().chains().forEach(trust::add);
    return trust;
  }

  SegmentDraft along(String... ases) {
    return network.segments().along(ases).withArbitraryRoots();
  }

  Stream<CapnpSegment> all(SegmentType type) {
    return network
        .topology()
        .routes(type, 4)
        .map(route -> network.segments().along(route).withArbitraryRoots().make());
  }

  Verification verify(CapnpSegment segment) {
    return verifier.verify(segment, trust, LOCAL);
  }

  /** {@return a verifier with a different clock and the same cache} */
  SegmentVerifier verifierAt(long clockS) {
    return new SegmentVerifier(new Ed25519(engine), memory, FixedClock.atS(clockS));
  }

  static Verification.Verified verified(Verification actual) {
    return assertInstanceOf(Verification.Verified.class, actual, actual::toString);
  }

  static void refused(VerificationFault fault, Verification actual) {
    Verification.Refused refused =
        assertInstanceOf(Verification.Refused.class, actual, actual::toString);
    assertEquals(fault, refused.fault(), actual::toString);
  }
}
