package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

class TrustFoldTest {
  private static final IsdAs CORE_11 = IsdAs.parse("1-11");
  private static final IsdAs CORE_13 = IsdAs.parse("1-13");
  private static final IsdAs LEAF_14 = IsdAs.parse("1-14");
  private static final TrustFold FOLD = new TrustFold(Ed25519.fastest());

  private final TrustMaker maker =
      Network.of(NetworkTopology.twoIsds(), 1, FixedClock.atS(1_520_000_000)).trust();
  private final HeldTrust held = new HeldTrust();

  private record TrustRecord(TrustKind kind, ByteString json) {}

  // Anchors

  @Test
  void firstAnchorOfEachIsdIsAccepted() {
    accepts(anchor(maker.trc(1)));
    accepts(anchor(maker.trc(2)));

    assertEquals(maker.trc(1), held.newestTrc(1).orElseThrow());
    assertEquals(maker.trc(2), held.newestTrc(2).orElseThrow());
  }

  @Test
  void anchorMayHaveAnyVersion() {
    accepts(anchor(maker.firstTrc(1).version(0).make()));
    accepts(anchor(maker.trc(2, 7)));
  }

  @Test
  void sameAnchorAgainIsKnownAlsoWhenItIsNotTheNewestAnyMore() {
    accepts(anchor(maker.trc(1)));
    knows(anchor(maker.trc(1)));
    accepts(trc(maker.trc(1, 2)));
    knows(anchor(maker.trc(1)));
  }

  @Test
  void secondAnchorOfAnIsdIsRefused() {
    accepts(anchor(maker.trc(1)));

    refuses(TrustFault.ANCHOR_EXISTS, anchor(maker.firstTrc(1).description("other").make()));
    refuses(TrustFault.ANCHOR_EXISTS, anchor(maker.trc(1, 2)));
    assertEquals(maker.trc(1), held.newestTrc(1).orElseThrow());
  }

  // TRCs

  @Test
  void trcIsRefusedUntilItsIsdHasAnAnchorAndMayBeAppendedAgain() {
    accepts(anchor(maker.trc(2)));
    refuses(TrustFault.NO_ANCHOR, trc(maker.trc(1, 2)));
    accepts(anchor(maker.trc(1)));
    accepts(trc(maker.trc(1, 2)));
    knows(trc(maker.trc(1, 2)));
  }

  @Test
  void versionAfterTheNextIsRefusedUntilTheNextIsThere() {
    accepts(anchor(maker.trc(1)));
    refuses(TrustFault.NOT_NEXT_VERSION, trc(maker.trc(1, 3)));
    accepts(trc(maker.trc(1, 2)));
    accepts(trc(maker.trc(1, 3)));
  }

  @Test
  void ofTwoTrcsOfOneVersionTheFirstStays() {
    Trc first = maker.trc(1, 2);
    accepts(anchor(maker.trc(1)));
    accepts(trc(first));

    Trc second = maker.update(maker.trc(1)).description("second").make();
    refuses(TrustFault.OTHER_BYTES, trc(second));
    accepts(trc(maker.trc(1, 3)));
    refuses(TrustFault.OTHER_BYTES, trc(second));
    assertEquals(first, held.trc(1, 2).orElseThrow());
  }

  @Test
  void versionBeforeTheAnchorIsRefused() {
    accepts(anchor(maker.trc(1, 3)));

    refuses(TrustFault.NOT_NEXT_VERSION, trc(maker.trc(1, 2)));
    refuses(TrustFault.NOT_NEXT_VERSION, trc(maker.trc(1, 1)));
  }

  @Test
  void trcThatIsNoValidUpdateIsRefusedAndAValidOneOfItsVersionStillAccepted() {
    accepts(anchor(maker.trc(1)));

    refuses(TrustFault.NO_QUORUM, trc(maker.update(maker.trc(1)).signedBy(CORE_11).make()));
    refuses(TrustFault.QUARANTINE, trc(maker.update(maker.trc(1)).quarantined().make()));
    refuses(TrustFault.CREATED_IN_GRACE_PERIOD, trc(maker.update(maker.trc(1)).createdS(1).make()));
    accepts(trc(maker.trc(1, 2)));
  }

  @Test
  void otherBytesOfTheAnchorAreRefusedAsTrc() {
    accepts(anchor(maker.trc(1)));

    knows(trc(maker.trc(1)));
    refuses(TrustFault.OTHER_BYTES, trc(maker.firstTrc(1).description("other").make()));
  }

  // Chains

  @Test
  void chainIsRefusedUntilItsIsdHasAnAnchorAndMayBeAppendedAgain() {
    CertificateChain chain = maker.chain(LEAF_14);
    accepts(anchor(maker.trc(2)));

    refuses(TrustFault.NO_ANCHOR, chain(chain));
    accepts(anchor(maker.trc(1)));
    accepts(chain(chain));
    knows(chain(chain));
    assertEquals(chain, held.chain(LEAF_14, 1).orElseThrow());
  }

  @Test
  void chainIsRefusedUntilTheTrcThatNamesItsIssuerIsThere() {
    Trc without = maker.firstTrc(1).withoutCore(CORE_13).quorum(2).make();
    CertificateChain chain = maker.certify(LEAF_14).issuer(CORE_13).make();
    accepts(anchor(without));
    refuses(TrustFault.ISSUER_NOT_IN_TRC, chain(chain));
    accepts(trc(maker.update(without).core(CORE_13).make()));
    accepts(chain(chain));
  }

  @Test
  void chainIsAcceptedUnderThePreviousTrcAndNotUnderAnOlderOne() {
    Trc second = maker.update(maker.trc(1)).withoutCore(CORE_13).quorum(2).make();
    Trc third = maker.update(second).make();
    accepts(anchor(maker.trc(1)));
    accepts(trc(second));
    accepts(chain(maker.certify(LEAF_14).issuer(CORE_13).make()));
    accepts(trc(third));
    refuses(
        TrustFault.ISSUER_NOT_IN_TRC,
        chain(maker.certify(LEAF_14).issuer(CORE_13).version(2).make()));
  }

  @Test
  void chainIsJudgedByTheTrcOfItsSubjectsIsd() {
    accepts(anchor(maker.trc(1)));
    accepts(anchor(maker.trc(2)));

    refuses(
        TrustFault.ISSUER_NOT_IN_TRC,
        chain(maker.certify(LEAF_14).issuer(IsdAs.parse("2-21")).make()));
  }

  @Test
  void otherBytesOfAHeldChainAreRefused() {
    accepts(anchor(maker.trc(1)));
    accepts(chain(maker.chain(LEAF_14)));

    refuses(TrustFault.OTHER_BYTES, chain(maker.certify(LEAF_14).issuer(CORE_13).make()));
    accepts(chain(maker.chain(LEAF_14, 2)));
  }

  @Test
  void chainIsJudgedWithoutAClock() {
    Trc longGone = maker.firstTrc(1).createdS(10).expiresS(100).make();
    accepts(anchor(longGone));

    accepts(
        chain(maker.certify(LEAF_14).issuedS(1_600_000_000).expiresS(90).coreExpiresS(90).make()));
  }

  @Test
  void chainThatDoesNotVerifyIsRefusedAndAValidOneOfItsVersionStillAccepted() {
    accepts(anchor(maker.trc(1)));

    refuses(TrustFault.LEAF_SIGNATURE, chain(maker.certify(LEAF_14).signedBy(CORE_13).make()));
    refuses(TrustFault.CORE_MAY_NOT_ISSUE, chain(maker.certify(LEAF_14).coreMayNotIssue().make()));
    refuses(
        TrustFault.CORE_OUTLIVES_TRC, chain(maker.certify(LEAF_14).coreExpiresS(1L << 40).make()));
    refuses(TrustFault.VERSION_ZERO, chain(maker.certify(LEAF_14).version(0).make()));
    accepts(chain(maker.chain(LEAF_14)));
  }

  // Any record

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "no JSON"})
  void malformedTextIsRefused(String text) {
    ByteString json = ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
    accepts(anchor(maker.trc(1)));

    for (TrustKind kind : TrustKind.values()) {
      refuses(TrustFault.MALFORMED, new TrustRecord(kind, json));
    }
  }

  @Test
  void recordOfAnotherKindThanItsTextIsRefused() {
    refuses(TrustFault.MALFORMED, new TrustRecord(TrustKind.ANCHOR, maker.chain(LEAF_14).json()));
    refuses(TrustFault.MALFORMED, new TrustRecord(TrustKind.CHAIN, maker.trc(1).json()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void honestRecordsInAnyOrderAllEnterWhenTheyAreRepeatedAndThenNothingChanges(long seed) {
    List<TrustRecord> records = new ArrayList<>();
    records.add(anchor(maker.trc(1)));
    records.add(anchor(maker.trc(2)));
    Stream.of(2, 3, 4).forEach(version -> records.add(trc(maker.trc(1, version))));
    maker.chains().forEach(chain -> records.add(chain(chain)));
    Random random = new Random(seed);

    int accepted = 0;
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(records, random);
      for (TrustRecord one : records) {
        accepted += isAccepted(held.apply(FOLD, one.kind, one.json)) ? 1 : 0;
      }
    }

    assertEquals(records.size(), accepted);
    records.forEach(this::knows);
  }

  private static TrustRecord anchor(Trc trc) {
    return new TrustRecord(TrustKind.ANCHOR, trc.json());
  }

  private static TrustRecord trc(Trc trc) {
    return new TrustRecord(TrustKind.TRC, trc.json());
  }

  private static TrustRecord chain(CertificateChain chain) {
    return new TrustRecord(TrustKind.CHAIN, chain.json());
  }

  private static boolean isAccepted(TrustOutcome outcome) {
    return outcome instanceof TrustOutcome.AcceptedTrc
        || outcome instanceof TrustOutcome.AcceptedChain;
  }

  private void accepts(TrustRecord added) {
    TrustOutcome outcome = held.apply(FOLD, added.kind, added.json);
    switch (added.kind) {
      case ANCHOR, TRC ->
          assertInstanceOf(TrustOutcome.AcceptedTrc.class, outcome, outcome::toString);
      case CHAIN -> assertInstanceOf(TrustOutcome.AcceptedChain.class, outcome, outcome::toString);
    }
  }

  private void knows(TrustRecord added) {
    assertEquals(new TrustOutcome.Known(), held.apply(FOLD, added.kind, added.json));
  }

  private void refuses(TrustFault fault, TrustRecord added) {
    TrustOutcome outcome = held.apply(FOLD, added.kind, added.json);
    TrustOutcome.Refused refused =
        assertInstanceOf(TrustOutcome.Refused.class, outcome, outcome::toString);
    assertEquals(fault, refused.refusal().fault(), outcome::toString);
  }
}
