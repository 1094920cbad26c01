package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.trust.VerifierWorld.LOCAL;
import static org.waymark.trust.VerifierWorld.NOW_S;
import static org.waymark.trust.VerifierWorld.refused;
import static org.waymark.trust.VerifierWorld.verified;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.Trc;

class SegmentVerifierTest {
  private static final IsdAs CORE_11 = IsdAs.parse("1-11");

  private final VerifierWorld world = new VerifierWorld();

  // Segments that are accepted

  @Test
  void honestSegmentsOfEveryTypeAreVerified() {
    for (SegmentType type : SegmentType.values()) {
      List<CapnpSegment> segments = world.all(type).toList();
      assertTrue(segments.size() > 2);
      segments.forEach(segment -> verified(world.verify(segment)));
    }
  }

  @Test
  void answerNamesEveryTrcAndChainOnceInOrder() {
    Verification.Verified verified =
        verified(world.verify(world.along("1-11", "2-21", "2-23").make()));

    assertEquals(
        List.of(trc(1, 1), chain("1-11", 1), trc(2, 1), chain("2-21", 1), chain("2-23", 1)),
        verified.verifiedWith());
  }

  @Test
  void sourceOfASignatureMayBeAnything() {
    verified(world.verify(world.along("1-11", "1-14").source(1, ByteString.ofHex("00")).make()));
  }

  // Segments with missing material

  @Test
  void missingMaterialIsCollectedOverAllEntriesBeforeSignaturesAreLookedAt() {
    CapnpSegment segment =
        world.along("1-11", "2-21", "2-23").trcVersion(2).certVersion(3).brokenSignature(0).make();

    assertEquals(
        new Verification.Missing(
            List.of(trc(1, 2), trc(2, 2)),
            List.of(chain("1-11", 3), chain("2-21", 3), chain("2-23", 3))),
        world.verify(segment));
  }

  @Test
  void ofTheLocalIsdEveryVersionAboveTheNewestIsMissing() {
    world.trust.add(world.network.trust().trc(1, 2));

    assertEquals(
        new Verification.Missing(List.of(trc(1, 3), trc(1, 4), trc(1, 5)), List.of()),
        world.verify(world.along("1-11", "1-14").trcVersion(5).make()));
  }

  @Test
  void ofAnotherIsdOnlyTheNamedVersionIsMissing() {
    assertEquals(
        new Verification.Missing(List.of(trc(2, 5)), List.of()),
        world.verify(world.along("2-21", "2-23").trcVersion(5).make()));
    assertEquals(
        new Verification.Missing(List.of(trc(2, -1)), List.of()),
        world.verify(world.along("2-21", "2-23").trcVersion(-1).make()));
  }

  @Test
  void withoutAnyTrcOfTheLocalIsdTheNamedOneIsMissing() {
    Verification missing =
        world.verifier.verify(
            world.along("1-11", "1-14").trcVersion(5).make(), new HeldTrust(), LOCAL);

    assertEquals(
        new Verification.Missing(List.of(trc(1, 5)), List.of(chain("1-11", 1), chain("1-14", 1))),
        missing);
  }

  @Test
  void lowerVersionOfTheLocalIsdThatIsNotHeldIsMissing() {
    HeldTrust late = new HeldTrust();
    late.add(world.network.trust().trc(1, 3));
    world.network.trust().chains().forEach(late::add);

    assertEquals(
        new Verification.Missing(List.of(trc(1, 2)), List.of()),
        world.verifier.verify(world.along("1-11", "1-14").trcVersion(2).make(), late, LOCAL));
  }

  @Test
  void versionZeroOfTheLocalIsdIsRefusedBecauseItCannotBeRequested() {
    refused(
        VerificationFault.TRC_UNOBTAINABLE,
        world.verify(world.along("1-11", "1-14").trcVersion(0).make()));
  }

  @Test
  void missingMaterialIsRequestedEvenIfOtherMaterialIsUnobtainable() {
    assertEquals(
        new Verification.Missing(List.of(), List.of(chain("1-11", 2), chain("1-14", 2))),
        world.verify(world.along("1-11", "1-14").trcVersion(0).certVersion(2).make()));
  }

  @ParameterizedTest
  @ValueSource(longs = {66, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void versionOfTheLocalIsdThatIsFarAboveTheNewestIsRefused(long version) {
    refused(
        VerificationFault.TRC_TOO_NEW,
        world.verify(world.along("1-11", "1-14").trcVersion(version).make()));
  }

  @Test
  void sixtyFourVersionsOfTheLocalIsdMayBeMissing() {
    assertEquals(
        new Verification.Missing(
            LongStream.rangeClosed(2, 65).mapToObj(version -> trc(1, version)).toList(), List.of()),
        world.verify(world.along("1-11", "1-14").trcVersion(65).make()));
  }

  @Test
  void missingMaterialCanBeAskedForByItself() {
    assertEquals(
        Optional.of(
            new Verification.Missing(
                List.of(trc(1, 2)), List.of(chain("1-11", 3), chain("1-14", 3)))),
        world.verifier.missing(
            world.along("1-11", "1-14").trcVersion(2).certVersion(3).make(), world.trust, LOCAL));
  }

  @Test
  void nothingIsMissingOfWhatCanBeJudgedOrWillNeverBeVerified() {
    List<CapnpSegment> segments =
        List.of(
            world.along("1-11", "1-14").make(),
            world.along("1-11", "1-14").brokenSignature(1).make(),
            world.along("1-11", "1-14").unsigned(1).certVersion(9).make(),
            world.along("1-11", "1-14").trcVersion(0).make());
    for (CapnpSegment segment : segments) {
      assertEquals(Optional.empty(), world.verifier.missing(segment, world.trust, LOCAL));
    }
  }

  // Segments that are refused

  @Test
  void unsignedEntryIsRefusedWhateverIsMissing() {
    refused(
        VerificationFault.UNSIGNED_ENTRY,
        world.verify(world.along("1-11", "1-14").unsigned(0).make()));
    refused(
        VerificationFault.UNSIGNED_ENTRY,
        world.verify(world.along("1-11", "1-14").unsigned(1).make()));
    refused(
        VerificationFault.UNSIGNED_ENTRY,
        world.verify(world.along("1-11", "1-14").unsigned(1).certVersion(9).make()));
  }

  @Test
  void wrongSignatureOfAnyEntryIsRefused() {
    for (int entry = 0; entry < 3; entry++) {
      refused(
          VerificationFault.SIGNATURE,
          world.verify(world.along("1-11", "1-14", "1-16").brokenSignature(entry).make()));
      refused(
          VerificationFault.SIGNATURE,
          world.verify(
              world.along("1-11", "1-14", "1-16").signedBy(entry, IsdAs.parse("1-12")).make()));
    }
  }

  @Test
  void segmentThatOutlivesAChainIsRefused() {
    CapnpSegment segment = world.along("1-11", "1-14").make();
    HeldTrust ending = VerifierWorld.trustOf(world.network);
    ending.add(world.network.trust().certify(LOCAL).expiresS(segment.expiryS()).make());
    verified(world.verifier.verify(segment, ending, LOCAL));

    ending.add(world.network.trust().certify(LOCAL).expiresS(segment.expiryS() - 1).make());
    refused(VerificationFault.CHAIN_ENDS_FIRST, world.verifier.verify(segment, ending, LOCAL));
  }

  @Test
  void expiredChainIsRefusedAlsoWhenItWasRemembered() {
    CapnpSegment segment = world.along("1-11", "1-14").make();
    long endS = world.network.trust().chain(LOCAL).leaf().expirationTimeS();
    verified(world.verify(segment));

    verified(world.verifierAt(endS - 1).verify(segment, world.trust, LOCAL));
    refused(
        VerificationFault.CHAIN_INVALID,
        world.verifierAt(endS).verify(segment, world.trust, LOCAL));
  }

  @Test
  void chainThatDoesNotVerifyAgainstTheNamedTrcIsRefusedAlsoWhenItDidAgainstAnother() {
    verified(world.verify(world.along("1-11", "1-14").make()));
    Trc second =
        world
            .network
            .trust()
            .update(world.network.trust().trc(1))
            .withoutCore(CORE_11)
            .quorum(2)
            .make();
    world.trust.add(second);

    for (int i = 0; i < 3; i++) {
      refused(
          VerificationFault.CHAIN_INVALID,
          world.verify(world.along("1-11", "1-14").trcVersion(2).make()));
    }
  }

  @Test
  void previousTrcIsUsedWithinTheGracePeriodOnly() {
    CapnpSegment segment = world.along("1-11", "1-14").make();
    world.trust.add(
        world
            .network
            .trust()
            .update(world.network.trust().trc(1))
            .createdS(NOW_S - 10)
            .graceS(10)
            .make());
    verified(world.verify(segment));

    refused(
        VerificationFault.TRC_INACTIVE,
        world.verifierAt(NOW_S + 1).verify(segment, world.trust, LOCAL));
    verified(
        world
            .verifierAt(NOW_S + 1)
            .verify(world.along("1-11", "1-14").trcVersion(2).make(), world.trust, LOCAL));
  }

  @Test
  void trcBeforeThePreviousIsNotUsed() {
    world.trust.add(
        world.network.trust().update(world.network.trust().trc(1)).graceS(1_000_000).make());
    world.trust.add(world.network.trust().trc(1, 3));

    refused(VerificationFault.TRC_INACTIVE, world.verify(world.along("1-11", "1-14").make()));
  }

  @Test
  void earlyAnnouncementIsNotUsed() {
    world.trust.add(world.network.trust().firstTrc(1).quarantined().make());

    refused(VerificationFault.TRC_INACTIVE, world.verify(world.along("1-11", "1-14").make()));
  }

  @Test
  void manySegmentsMayBeVerifiedAtOnce() {
    List<CapnpSegment> segments = Stream.of(SegmentType.values()).flatMap(world::all).toList();
    List<Verification> expected = segments.stream().map(world::verify).toList();
    world.memory.clear();

    List<Verification> actual =
        IntStream.range(0, 4 * segments.size())
            .parallel()
            .mapToObj(i -> world.verify(segments.get(i % segments.size())))
            .toList();

    for (int i = 0; i < actual.size(); i++) {
      assertEquals(expected.get(i % segments.size()), actual.get(i));
    }
  }

  @Test
  void refusalsNameTheirFaultAndTheAs() {
    assertEquals("unsigned-entry", VerificationFault.UNSIGNED_ENTRY.text());
    assertEquals(
        new Verification.Refused(
            VerificationFault.SIGNATURE,
            "the AS entry of 1-14: not signed by the key in its chain"),
        world.verify(world.along("1-11", "1-14").brokenSignature(1).make()));
  }

  private static TrustVersion trc(int isd, long version) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(isd, 0), version);
  }

  private static TrustVersion chain(String ia, long version) {
    return new TrustVersion(TrustKind.CHAIN, IsdAs.parse(ia), version);
  }
}
