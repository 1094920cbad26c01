package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.AsEntryFields;

/**
 * Tests cases that earlier drafts of the rules got wrong. The expected results are written out by
 * hand, so this tests the oracle as well as the store.
 *
 * <p>Times are milliseconds after the beginning of the world. Epoch 1 covers seconds 10 to 20, its
 * revocations expire at second 22, and the windows of LEAF are 20 s long.
 */
class ApplyCasesTest {
  private static final long BASE_S = SmallWorld.BASE_S;
  private static final long BASE_MS = SmallWorld.BASE_MS;
  private static final long EPOCH_0 = SmallWorld.epoch(BASE_MS);

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplyScenario scenario = ApplyScenario.inBothForms();

  @AfterEach
  void close() {
    scenario.close();
  }

  private OracleOutcome at(long ms, byte[] value) {
    return scenario.at(BASE_MS + ms, value);
  }

  private byte[] direct(long timestampS, int expTime, long madeAtMs) {
    return events.segment(
        SegmentType.DOWN, SmallWorld.DIRECT, BASE_S + timestampS, expTime, BASE_MS + madeAtMs);
  }

  private Revocation leafRevocation(long epochsAfterStart) {
    return events.world().revocation(SmallWorld.LEAF, 2, EPOCH_0 + epochsAfterStart);
  }

  private byte[] revokeLeaf(long epochsAfterStart) {
    return events.revocation(leafRevocation(epochsAfterStart));
  }

  private static Set<Integer> codes(OracleOutcome... outcomes) {
    Set<Integer> codes = new TreeSet<>();
    for (OracleOutcome outcome : outcomes) {
      codes.add(assertInstanceOf(OracleOutcome.Quarantined.class, outcome).reasonCode());
    }
    return codes;
  }

  @Test
  void versionKilledOnArrivalLeavesTheStoredOne() {
    // The stored version was made in a window with another root, against which the revocation does
    // not prove.
    at(11_000, direct(-300, 2, -300_000));
    assertInstanceOf(OracleOutcome.Revoked.class, at(12_000, revokeLeaf(1)));
    OracleOutcome outcome = at(13_000, direct(1, 2, 1_000));
    assertEquals(new OracleOutcome.KilledOnArrival(Set.of(1L)), outcome);
    assertEquals(List.of(0L), scenario.stored());
  }

  @Test
  void revocationKillsEveryPathOverTheInterfaceAndNoOther() {
    at(5_000, direct(1, 1, 1_000));
    byte[] beside =
        events.segment(SegmentType.UP, SmallWorld.BESIDE, BASE_S + 1, 1, BASE_MS + 2_000);
    at(5_001, beside);
    at(5_002, events.segment(SegmentType.UP, SmallWorld.DIRECT, BASE_S + 1, 1, BASE_MS + 2_000));
    at(5_003, events.segment(SegmentType.DOWN, SmallWorld.AROUND, BASE_S + 1, 1, BASE_MS + 2_000));
    OracleOutcome outcome = at(12_000, revokeLeaf(1));
    assertEquals(3, assertInstanceOf(OracleOutcome.Revoked.class, outcome).killed().size());
    assertEquals(List.of(3L), scenario.stored());
  }

  @Test
  void repeatedRecordIsLiveAgainAfterTheRevocationEnded() {
    byte[] version = direct(1, 1, 1_000);
    at(5_000, version);
    at(12_000, revokeLeaf(1));
    assertInstanceOf(OracleOutcome.KilledOnArrival.class, at(21_999, version));
    assertEquals(List.of(), scenario.stored());
    assertEquals(new OracleOutcome.Added(), at(22_000, version));
    assertEquals(List.of(3L), scenario.stored());
  }

  @Test
  void recordTimeThatGoesBackIsTakenAsItIs() {
    at(12_000, revokeLeaf(1));
    assertEquals(new OracleOutcome.Added(), at(22_000, direct(1, 1, 1_000)));
    // This version is later in the log but has an earlier record time. The revocation still kills
    // it, and spares the stored version.
    assertInstanceOf(OracleOutcome.KilledOnArrival.class, at(21_000, direct(2, 1, 2_000)));
    assertEquals(List.of(1L), scenario.stored());
    // A revocation whose record time goes backwards is judged by its own record time.
    assertInstanceOf(OracleOutcome.Quarantined.class, at(90_000, revokeLeaf(3)));
    assertInstanceOf(OracleOutcome.Revoked.class, at(41_000, revokeLeaf(3)));
  }

  @Test
  void sameRevocationWithOtherFreeBytesNeitherHidesNorRepeatsTheHonestOne() {
    // Made in LEAF's window 0 and revoked in window 1, so only H(prevRoot || R) proves.
    at(19_000, direct(1, 1, 15_000));
    Revocation honest = leafRevocation(2);
    ByteString garbled = SmallWorld.arbitrary("garbled");
    OracleOutcome other =
        at(20_500, events.revocation(SmallWorldEvents.withPrevRoot(honest, garbled)));
    assertEquals(new OracleOutcome.Revoked(Set.of()), other);
    assertEquals(List.of(0L), scenario.stored());
    OracleOutcome outcome = at(20_600, events.revocation(honest));
    assertEquals(1, assertInstanceOf(OracleOutcome.Revoked.class, outcome).killed().size());
    assertEquals(List.of(), scenario.stored());
    assertEquals(3, scenario.rows());
    assertEquals(new OracleOutcome.RevocationKnown(), at(20_700, events.revocation(honest)));
    OracleOutcome third =
        at(20_800, events.revocation(SmallWorldEvents.withNextRoot(honest, garbled)));
    assertEquals(new OracleOutcome.Revoked(Set.of()), third);
    assertEquals(4, scenario.rows());
  }

  @Test
  void revocationsOfOneWindowMergeByMaximum() {
    at(9_000, revokeLeaf(1));
    assertEquals(2, scenario.rows());
    // Epoch 0 of the same window expires earlier: nothing changes, bytes and offset stay.
    assertEquals(new OracleOutcome.RevocationKnown(), at(9_001, revokeLeaf(0)));
    assertEquals(2, scenario.rows());
    assertInstanceOf(OracleOutcome.Revoked.class, at(20_000, revokeLeaf(2)));
    assertEquals(4, scenario.rows());
  }

  @Test
  void versionWithTimestampAheadIsServedUntilItsEndAndReplacedByTheLater() {
    assertEquals(new OracleOutcome.Added(), at(0, direct(600, 255, 0)));
    assertEquals(Set.of(12), codes(at(0, direct(601, 255, 0))));
    assertEquals(new OracleOutcome.Ignored(0), at(1_000, direct(1, 255, 0)));
    assertEquals(new OracleOutcome.Replaced(0), at(1_000, direct(601, 255, 0)));
  }

  @Test
  void interfaceOfNoneIsNeverMatched() {
    // DIRECT begins at CORE with ingress 0 and ends at LEAF with egress 0.
    at(5_000, direct(1, 1, 1_000));
    for (long id : new long[] {0, Long.MIN_VALUE, -1}) {
      assertEquals(
          Set.of(15),
          codes(
              at(
                  12_000,
                  events.revocation(SmallWorldEvents.withInterface(leafRevocation(1), id)))));
    }
    assertEquals(List.of(0L), scenario.stored());
    at(12_001, events.blockInterface(SmallWorld.LEAF, 0, BASE_MS + 60_000, "none"));
    for (Store store : scenario.stores()) {
      try (ReadView view = store.view()) {
        assertEquals(List.of(), view.segmentsUsing(SmallWorld.LEAF, 0));
      }
    }
  }

  @Test
  void rootThatIsNotThirtyTwoBytesMatchesNothing() {
    ByteString root = events.world().publishedRoot(SmallWorld.LEAF, BASE_MS + 1_000);
    byte[] longer = new byte[33];
    System.arraycopy(root.toBytes(), 0, longer, 0, 32);
    List<ByteString> odd =
        List.of(
            ByteString.EMPTY,
            ByteString.of(root.toBytes(), 0, 31),
            ByteString.of(longer),
            ByteString.of(new byte[32]));
    SegmentType[] types = SegmentType.values();
    int i = 0;
    for (ByteString oddRoot : odd) {
      List<SmallWorld.Crossing> path = i < 3 ? SmallWorld.DIRECT : SmallWorld.BESIDE;
      at(5_000, withLeafRoot(types[i % 3], path, oddRoot));
      i++;
    }
    at(5_001, withLeafRoot(SegmentType.CORE, SmallWorld.BESIDE, root));
    OracleOutcome outcome = at(12_000, revokeLeaf(1));
    assertEquals(1, assertInstanceOf(OracleOutcome.Revoked.class, outcome).killed().size());
    assertEquals(List.of(0L, 1L, 2L, 3L), scenario.stored());
    assertInstanceOf(
        OracleOutcome.Replaced.class,
        at(12_001, withLeafRoot(types[2], SmallWorld.DIRECT, ByteString.of(longer))));
  }

  private byte[] withLeafRoot(
      SegmentType type, List<SmallWorld.Crossing> path, ByteString leafRoot) {
    List<AsEntryFields> entries = new ArrayList<>();
    for (SmallWorld.Crossing crossing : path) {
      ByteString root =
          crossing.ia().equals(SmallWorld.LEAF)
              ? leafRoot
              : events.world().publishedRoot(crossing.ia(), BASE_MS + 1_000);
      entries.add(SmallWorldEvents.entry(crossing, 1, root, 1_400));
    }
    return events.segment(type, BASE_S + 1, entries);
  }

  @Test
  void peerLinksAreNeverMatched() {
    // LEAF has a peer link at interface 4. On the second path it has one at 2, which the path
    // itself uses, too.
    at(5_000, withPeerOfLeaf(SegmentType.DOWN, new SmallWorld.Crossing(SmallWorld.LEAF, 4, 0)));
    at(5_001, withPeerOfLeaf(SegmentType.UP, new SmallWorld.Crossing(SmallWorld.LEAF, 2, 0)));
    Revocation ofPeer = events.world().revocation(SmallWorld.LEAF, 4, EPOCH_0 + 1);
    assertEquals(new OracleOutcome.Revoked(Set.of()), at(12_000, events.revocation(ofPeer)));
    at(12_500, withPeerOfLeaf(SegmentType.CORE, new SmallWorld.Crossing(SmallWorld.LEAF, 4, 0)));
    assertEquals(List.of(0L, 1L, 3L), scenario.stored());
    OracleOutcome outcome = at(13_000, revokeLeaf(1));
    assertEquals(3, assertInstanceOf(OracleOutcome.Revoked.class, outcome).killed().size());
  }

  private byte[] withPeerOfLeaf(SegmentType type, SmallWorld.Crossing peer) {
    List<AsEntryFields> entries = new ArrayList<>();
    for (SmallWorld.Crossing crossing : SmallWorld.DIRECT) {
      List<SmallWorld.Crossing> crossings =
          crossing.ia().equals(SmallWorld.LEAF) ? List.of(crossing, peer) : List.of(crossing);
      ByteString root = events.world().publishedRoot(crossing.ia(), BASE_MS + 1_000);
      entries.add(SmallWorldEvents.entry(crossings, 1, root, 1_400));
    }
    return events.segment(type, BASE_S + 1, entries);
  }

  @Test
  void treeTtlMustBeTheOneOfItsAs() {
    Revocation r = leafRevocation(1);
    for (long ttl : new long[] {0, 5, 10, 60, 21_600, 0xffff_ffffL}) {
      assertEquals(
          Set.of(17),
          codes(at(12_000, events.revocation(SmallWorldEvents.withHashTypeAndTreeTtl(r, 0, ttl)))));
    }
    assertInstanceOf(OracleOutcome.Revoked.class, at(12_000, events.revocation(r)));
  }

  @Test
  void firstFailingCheckNamesTheReason() {
    Revocation r = leafRevocation(1);
    assertEquals(
        Set.of(16),
        codes(at(12_000, events.revocation(SmallWorldEvents.withHashTypeAndTreeTtl(r, 1, 60)))));
    assertEquals(
        Set.of(17),
        codes(at(90_000, events.revocation(SmallWorldEvents.withHashTypeAndTreeTtl(r, 0, 60)))));
    Revocation odd = SmallWorldEvents.withEpoch(r, r.epoch() + 1);
    assertEquals(Set.of(19), codes(at(90_000, events.revocation(odd))));
    assertEquals(Set.of(20), codes(at(90_000, events.revocation(r))));
    assertEquals(
        Set.of(18), codes(at(90_000, events.revocation(SmallWorldEvents.withEpoch(r, 1L << 40)))));
    at(3_600_000 + 600_000, events.tick(BASE_MS + 600_000));
    assertEquals(Set.of(13), codes(at(400_000, direct(1, 1, 1_000))));
    assertEquals(Set.of(14), codes(at(100_000, direct(1, 1, 1_000))));
  }

  @Test
  void leafPositionIsReadFromAllSiblings() {
    Revocation r = events.world().revocation(SmallWorld.CORE, 1, EPOCH_0 + 1);
    // CORE has six slots per window. 2^i mod 6 is 1, 2, 4, 2, 4, ..., so a left sibling at depth 4
    // or more moves the position by 4 or 2, even if 2^i no longer fits into 64 bits.
    for (int depth : new int[] {4, 5, 62, 63}) {
      List<Revocation.Sibling> siblings = new ArrayList<>(r.siblings());
      while (siblings.size() < depth) {
        siblings.add(new Revocation.Sibling(false, SmallWorld.arbitrary("right")));
      }
      assertInstanceOf(
          OracleOutcome.Revoked.class,
          at(12_000, events.revocation(SmallWorldEvents.withSiblings(r, siblings))));
      siblings.add(new Revocation.Sibling(true, SmallWorld.arbitrary("left")));
      assertEquals(
          Set.of(19),
          codes(at(12_000, events.revocation(SmallWorldEvents.withSiblings(r, siblings)))));
    }
  }

  @Test
  void leafPositionHasSixtyFourBits() {
    Revocation r = events.world().revocation(SmallWorld.CORE, 1, EPOCH_0 + 1);
    List<Revocation.Sibling> siblings = new ArrayList<>(r.siblings());
    while (siblings.size() < 64) {
      boolean isLeft = siblings.size() >= 62;
      siblings.add(new Revocation.Sibling(isLeft, SmallWorld.arbitrary("sibling")));
    }
    // 2^62 + 2^63 modulo 6 is 4 + 2, that is, 0. So the position of the leaf does not change.
    OracleOutcome outcome =
        at(12_000, events.revocation(SmallWorldEvents.withSiblings(r, siblings)));
    assertInstanceOf(OracleOutcome.Revoked.class, outcome);
  }

  @Test
  void poisonChangesNothingButTheQuarantine() {
    at(5_000, direct(1, 1, 1_000));
    for (SmallWorldPoison.Value poison : SmallWorldPoison.all(events)) {
      OracleOutcome outcome = at(6_000, poison.value());
      assertEquals(new OracleOutcome.Quarantined(poison.reasonCode()), outcome, poison.name());
    }
    assertEquals(List.of(0L), scenario.stored());
    assertTrue(scenario.rows() > 10);
  }
}
