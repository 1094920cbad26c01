package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.fixtures.Topology;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.trust.Trc;

class SegmentVerifierTest {
  private static final long NOW_S = 1_520_000_000;
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final IsdAs CORE_11 = IsdAs.parse("1-11");

  private final Network network = Network.of(Topology.twoIsds(), 1, FixedClock.atS(NOW_S));
  private final HeldTrust trust = trustOf(network);
  private final CountingEngine engine = new CountingEngine();
  private final VerifiedPrefixes memory = new VerifiedPrefixes(1_000);
  private final SegmentVerifier verifier = verifierAt(NOW_S);

  // What is accepted

  @Test
  void honestSegmentsOfEveryTypeAreVerified() {
    for (SegmentType type : SegmentType.values()) {
      List<CapnpSegment> segments = all(type).toList();
      assertTrue(segments.size() > 2);
      segments.forEach(segment -> verified(verify(segment)));
    }
  }

  @Test
  void answerNamesEveryTrcAndChainOnceInOrder() {
    Verification.Verified verified = verified(verify(along("1-11", "2-21", "2-23").make()));

    assertEquals(
        List.of(trc(1, 1), chain("1-11", 1), trc(2, 1), chain("2-21", 1), chain("2-23", 1)),
        verified.verifiedWith());
  }

  @Test
  void sourceOfASignatureMayBeAnything() {
    verified(verify(along("1-11", "1-14").source(1, ByteString.ofHex("00")).make()));
  }

  // What is missing

  @Test
  void missingMaterialIsCollectedOverAllEntriesBeforeSignaturesAreLookedAt() {
    CapnpSegment segment =
        along("1-11", "2-21", "2-23").trcVersion(2).certVersion(3).brokenSignature(0).make();

    assertEquals(
        new Verification.Missing(
            List.of(trc(1, 2), trc(2, 2)),
            List.of(chain("1-11", 3), chain("2-21", 3), chain("2-23", 3))),
        verify(segment));
  }

  @Test
  void ofTheLocalIsdEveryVersionAboveTheNewestIsMissing() {
    trust.add(network.trust().trc(1, 2));

    assertEquals(
        new Verification.Missing(List.of(trc(1, 3), trc(1, 4), trc(1, 5)), List.of()),
        verify(along("1-11", "1-14").trcVersion(5).make()));
  }

  @Test
  void ofAnotherIsdOnlyTheNamedVersionIsMissing() {
    assertEquals(
        new Verification.Missing(List.of(trc(2, 5)), List.of()),
        verify(along("2-21", "2-23").trcVersion(5).make()));
    assertEquals(
        new Verification.Missing(List.of(trc(2, -1)), List.of()),
        verify(along("2-21", "2-23").trcVersion(-1).make()));
  }

  @Test
  void withoutAnyTrcOfTheLocalIsdTheNamedOneIsMissing() {
    Verification missing =
        verifier.verify(along("1-11", "1-14").trcVersion(5).make(), new HeldTrust(), LOCAL);

    assertEquals(
        new Verification.Missing(List.of(trc(1, 5)), List.of(chain("1-11", 1), chain("1-14", 1))),
        missing);
  }

  @Test
  void lowerVersionOfTheLocalIsdThatIsNotHeldIsMissing() {
    HeldTrust late = new HeldTrust();
    late.add(network.trust().trc(1, 3));
    network.trust().chains().forEach(late::add);

    assertEquals(
        new Verification.Missing(List.of(trc(1, 2)), List.of()),
        verifier.verify(along("1-11", "1-14").trcVersion(2).make(), late, LOCAL));
  }

  @Test
  void versionZeroOfTheLocalIsdIsRefusedSinceNobodyCanBeAskedForIt() {
    refused(VerificationFault.TRC_UNOBTAINABLE, verify(along("1-11", "1-14").trcVersion(0).make()));
  }

  @ParameterizedTest
  @ValueSource(longs = {66, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void versionOfTheLocalIsdThatIsFarAboveTheNewestIsRefused(long version) {
    refused(
        VerificationFault.TRC_TOO_NEW, verify(along("1-11", "1-14").trcVersion(version).make()));
  }

  @Test
  void sixtyFourVersionsOfTheLocalIsdMayBeMissing() {
    assertEquals(
        new Verification.Missing(
            LongStream.rangeClosed(2, 65).mapToObj(version -> trc(1, version)).toList(), List.of()),
        verify(along("1-11", "1-14").trcVersion(65).make()));
  }

  // What is refused

  @Test
  void unsignedEntryIsRefusedWhateverIsMissing() {
    refused(VerificationFault.UNSIGNED_ENTRY, verify(along("1-11", "1-14").unsigned(0).make()));
    refused(VerificationFault.UNSIGNED_ENTRY, verify(along("1-11", "1-14").unsigned(1).make()));
    refused(
        VerificationFault.UNSIGNED_ENTRY,
        verify(along("1-11", "1-14").unsigned(1).certVersion(9).make()));
  }

  @Test
  void wrongSignatureOfAnyEntryIsRefused() {
    for (int entry = 0; entry < 3; entry++) {
      refused(
          VerificationFault.SIGNATURE,
          verify(along("1-11", "1-14", "1-16").brokenSignature(entry).make()));
      refused(
          VerificationFault.SIGNATURE,
          verify(along("1-11", "1-14", "1-16").signedBy(entry, IsdAs.parse("1-12")).make()));
    }
  }

  @Test
  void segmentThatOutlivesAChainIsRefused() {
    CapnpSegment segment = along("1-11", "1-14").make();
    HeldTrust ending = trustOf(network);
    ending.add(network.trust().certify(LOCAL).expiresS(segment.expiryS()).make());
    verified(verifier.verify(segment, ending, LOCAL));

    ending.add(network.trust().certify(LOCAL).expiresS(segment.expiryS() - 1).make());
    refused(VerificationFault.CHAIN_ENDS_FIRST, verifier.verify(segment, ending, LOCAL));
  }

  @Test
  void expiredChainIsRefusedAlsoWhenItWasRemembered() {
    CapnpSegment segment = along("1-11", "1-14").make();
    long endS = network.trust().chain(LOCAL).leaf().expirationTimeS();
    verified(verify(segment));

    verified(verifierAt(endS - 1).verify(segment, trust, LOCAL));
    refused(VerificationFault.CHAIN_INVALID, verifierAt(endS).verify(segment, trust, LOCAL));
  }

  @Test
  void chainThatDoesNotVerifyAgainstTheNamedTrcIsRefusedAlsoWhenItDidAgainstAnother() {
    verified(verify(along("1-11", "1-14").make()));
    Trc second =
        network.trust().update(network.trust().trc(1)).withoutCore(CORE_11).quorum(2).make();
    trust.add(second);

    refused(VerificationFault.CHAIN_INVALID, verify(along("1-11", "1-14").trcVersion(2).make()));
  }

  @Test
  void previousTrcIsUsedWithinTheGracePeriodOnly() {
    CapnpSegment segment = along("1-11", "1-14").make();
    trust.add(
        network.trust().update(network.trust().trc(1)).createdS(NOW_S - 10).graceS(10).make());
    verified(verify(segment));

    refused(VerificationFault.TRC_INACTIVE, verifierAt(NOW_S + 1).verify(segment, trust, LOCAL));
    verified(
        verifierAt(NOW_S + 1).verify(along("1-11", "1-14").trcVersion(2).make(), trust, LOCAL));
  }

  @Test
  void trcBeforeThePreviousIsNotUsed() {
    trust.add(network.trust().update(network.trust().trc(1)).graceS(1_000_000).make());
    trust.add(network.trust().trc(1, 3));

    refused(VerificationFault.TRC_INACTIVE, verify(along("1-11", "1-14").make()));
  }

  @Test
  void earlyAnnouncementIsNotUsed() {
    trust.add(network.trust().firstTrc(1).quarantined().make());

    refused(VerificationFault.TRC_INACTIVE, verify(along("1-11", "1-14").make()));
  }

  // What is remembered

  @Test
  void eachDistinctEntryIsVerifiedOnce() {
    verified(verify(along("1-11", "1-14").make()));
    assertEquals(2 + 2 * 2, engine.verificationsSinceLast(), "two entries, two chains of two");

    verified(verify(along("1-11", "1-14").make()));
    assertEquals(0, engine.verificationsSinceLast());

    CapnpSegment longer = along("1-11", "1-14", "1-16").make();
    CapnpSegment shorter = along("1-11", "1-14", "1-17").make();
    verified(verify(longer));
    engine.verificationsSinceLast();
    int shared = sharedEntries(longer, shorter);
    verified(verify(shorter));
    assertEquals(shorter.entries().size() - shared + 2, engine.verificationsSinceLast());
  }

  @Test
  void everythingIsVerifiedAgainWhenTheMemoryIsCleared() {
    verified(verify(along("1-11", "1-14").make()));
    int first = engine.verificationsSinceLast();
    memory.clear();
    verified(verify(along("1-11", "1-14").make()));

    assertEquals(first, engine.verificationsSinceLast());
  }

  @Test
  void refusalsAreNotRemembered() {
    CapnpSegment broken = along("1-11", "1-14").brokenSignature(1).make();
    for (int i = 0; i < 3; i++) {
      refused(VerificationFault.SIGNATURE, verify(broken));
    }

    verified(verify(along("1-11", "1-14").make()));
    refused(VerificationFault.SIGNATURE, verify(broken));
  }

  @Test
  void whatIsRememberedCountsOnlyForTheTrustItWasVerifiedWith() {
    CapnpSegment segment = along("1-11", "1-14").make();
    HeldTrust otherKeys = trustOf(Network.of(Topology.twoIsds(), 2, FixedClock.atS(NOW_S)));
    verified(verify(segment));

    refused(VerificationFault.SIGNATURE, verifier.verify(segment, otherKeys, LOCAL));
    verified(verify(segment));
  }

  @Test
  void laterEntryIsNotTakenForVerifiedWhenAnEarlierOneWasChanged() {
    verified(verify(along("1-11", "1-14", "1-16").make()));

    CapnpSegment changed =
        along("1-11", "1-14", "1-16").changing(0, SegmentVerifierTest::withOtherMtu).make();
    engine.verificationsSinceLast();
    verified(verify(changed));
    assertEquals(3, engine.verificationsSinceLast());
  }

  @Test
  void manySegmentsMayBeVerifiedAtOnce() {
    List<CapnpSegment> segments = Stream.of(SegmentType.values()).flatMap(this::all).toList();
    List<Verification> expected = segments.stream().map(this::verify).toList();
    memory.clear();

    List<Verification> actual =
        IntStream.range(0, 4 * segments.size())
            .parallel()
            .mapToObj(i -> verify(segments.get(i % segments.size())))
            .toList();

    for (int i = 0; i < actual.size(); i++) {
      assertEquals(expected.get(i % segments.size()), actual.get(i));
    }
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

  private static int sharedEntries(CapnpSegment one, CapnpSegment other) {
    int shared = 0;
    while (one.entries().get(shared).equals(other.entries().get(shared))) {
      shared++;
    }
    return shared;
  }

  private SegmentDraft along(String... ases) {
    return network.segments().along(ases).withArbitraryRoots();
  }

  private Stream<CapnpSegment> all(SegmentType type) {
    return network
        .topology()
        .routes(type, 4)
        .map(route -> network.segments().along(route).withArbitraryRoots().make());
  }

  private Verification verify(CapnpSegment segment) {
    return verifier.verify(segment, trust, LOCAL);
  }

  private SegmentVerifier verifierAt(long clockS) {
    return new SegmentVerifier(new Ed25519(engine), memory, FixedClock.atS(clockS));
  }

  private static HeldTrust trustOf(Network network) {
    HeldTrust trust = new HeldTrust();
    network.trust().trcs().forEach(trust::add);
    network.trust().chains().forEach(trust::add);
    return trust;
  }

  private static Verification.Verified verified(Verification actual) {
    return assertInstanceOf(Verification.Verified.class, actual, actual::toString);
  }

  private static void refused(VerificationFault fault, Verification actual) {
    Verification.Refused refused =
        assertInstanceOf(Verification.Refused.class, actual, actual::toString);
    assertEquals(fault, refused.fault(), actual::toString);
  }

  private static TrustVersion trc(int isd, long version) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(isd, 0), version);
  }

  private static TrustVersion chain(String ia, long version) {
    return new TrustVersion(TrustKind.CHAIN, IsdAs.parse(ia), version);
  }
}
