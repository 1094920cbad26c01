package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.RevocationMaker;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.Sha256;
import org.waymark.segment.TreeTtls;

/** Paths from 1-16 to 1-17 lead over the peer link between them, or over 1-14 above both. */
class KnownRevocationsTest {
  private static final long NOW_MS = World.NOW_MS;
  private static final long TREE_S = 21_600;
  private static final IsdAs SOURCE = World.ia("1-16");
  private static final IsdAs ABOVE = World.ia("1-14");
  private static final IsdAs DESTINATION = World.ia("1-17");
  private static final String BY_PEER_LINK = "1-16#0,21 1-17#21,0";
  private static final String BY_ABOVE = "1-16#0,1 1-14#11,12 1-17#1,0";
  private static final List<String> BOTH = List.of(BY_PEER_LINK, BY_ABOVE);

  private static final Network NETWORK = network(7);
  private final KnownRevocations known = new KnownRevocations(TreeTtls.DEFAULT);
  private long madeAtS = NOW_MS / 1_000;

  private static Network network(long seed) {
    return Network.of(NetworkTopology.twoIsds(), seed, new VirtualClock(NOW_MS));
  }

  private PathSegment segment(String leaf) {
    return segment(leaf, UnaryOperator.identity());
  }

  private PathSegment segment(String leaf, UnaryOperator<SegmentDraft> change) {
    SegmentDraft draft = NETWORK.segments().along("1-11", "1-14", leaf).timestampS(madeAtS);
    return change.apply(draft).make();
  }

  private List<String> paths(long clockMs) {
    return paths(clockMs, segment("1-16"), segment("1-17"), 10);
  }

  private List<String> paths(long clockMs, PathSegment up, PathSegment down, int limit) {
    return Combination.paths(
            SOURCE,
            DESTINATION,
            new SegmentSet(List.of(up), List.of(), List.of(down)),
            known.spare(clockMs),
            clockMs,
            limit)
        .stream()
        .map(World::text)
        .toList();
  }

  private Revocation revoke(IsdAs ia, long interfaceId) {
    return NETWORK.revocations().revoke(ia, interfaceId, NOW_MS);
  }

  @Test
  void pathOverRevokedInterfaceIsNoneWhileTheRevocationIsCurrent() {
    Revocation peerLink = revoke(SOURCE, 21);
    assertEquals(BOTH, paths(NOW_MS));
    assertTrue(known.add(peerLink, NOW_MS));
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS));
    assertEquals(List.of(BY_ABOVE), paths(peerLink.expiryMs() - 1));
    assertEquals(BOTH, paths(peerLink.expiryMs()));
    assertEquals(BOTH, paths(peerLink.epochStartMs() - 1));
  }

  @Test
  void everyInterfaceOnTheWayCountsAndNoOther() {
    assertTrue(known.add(revoke(ABOVE, 3), NOW_MS));
    assertEquals(BOTH, paths(NOW_MS), "no path uses 1-14#3");
    assertTrue(known.add(revoke(ABOVE, 12), NOW_MS));
    assertEquals(List.of(BY_PEER_LINK), paths(NOW_MS));
    assertTrue(known.add(revoke(DESTINATION, 21), NOW_MS));
    assertEquals(List.of(), paths(NOW_MS));
  }

  @Test
  void whatIsRevokedDoesNotCountTowardsTheLimit() {
    known.add(revoke(SOURCE, 21), NOW_MS);
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS, segment("1-16"), segment("1-17"), 1));
  }

  @Test
  void lieWithoutProofTakesNoPathAway() {
    Revocation honest = revoke(SOURCE, 21);
    assertTrue(known.add(network(8).revocations().revoke(SOURCE, 21, NOW_MS), NOW_MS));
    assertTrue(known.add(claiming(SOURCE, 21, revoke(SOURCE, 1)), NOW_MS));
    assertTrue(known.add(claiming(SOURCE, 21, revoke(DESTINATION, 21)), NOW_MS));
    assertTrue(known.add(claiming(ABOVE, 12, honest), NOW_MS));
    assertEquals(BOTH, paths(NOW_MS));
    assertTrue(known.add(honest, NOW_MS), "the honest one counts beside lies");
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS));
  }

  @Test
  void eitherHalfIsEnough() {
    ByteString garbled = new Sha256().addLong(1).digest();
    known.add(RevocationMaker.provingOnly(ProofSide.PREVIOUS, revoke(SOURCE, 21), garbled), NOW_MS);
    assertEquals(BOTH, paths(NOW_MS), "the segments are of the window of the revocation");
    known.add(RevocationMaker.provingOnly(ProofSide.NEXT, revoke(SOURCE, 21), garbled), NOW_MS);
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS));
    madeAtS -= TREE_S;
    PathSegment up = segment("1-16", draft -> draft.expTime(255));
    PathSegment down = segment("1-17", draft -> draft.expTime(255));
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS, up, down, 10), "of the window before");
  }

  /**
   * The last guard of PROTOCOL 10 would reject this proof if it were known when the segment was
   * recorded.
   */
  @Test
  void proofShownAgainAWindowLaterCountsAgainstSegmentsOfItsWindowOnly() {
    Revocation replayed =
        ofEpoch(
            revoke(SOURCE, 21).epoch(),
            NETWORK.revocations().revoke(SOURCE, 21, NOW_MS - TREE_S * 1_000));
    assertTrue(known.add(replayed, NOW_MS), "its leaf stands where one of now would");
    assertEquals(BOTH, paths(NOW_MS));
    madeAtS -= TREE_S;
    PathSegment up = segment("1-16", draft -> draft.expTime(255));
    PathSegment down = segment("1-17", draft -> draft.expTime(255));
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS, up, down, 10));
  }

  @Test
  void segmentWithoutTheRootIsNotConcerned() {
    known.add(revoke(SOURCE, 21), NOW_MS);
    PathSegment other = segment("1-16", SegmentDraft::withArbitraryRoots);
    assertEquals(BOTH, paths(NOW_MS, other, segment("1-17"), 10));
  }

  @Test
  void revocationsThatCannotCountAreNotAdded() {
    Revocation honest = revoke(SOURCE, 21);
    assertFalse(known.add(claiming(SOURCE, 0, honest), NOW_MS), "a fault");
    assertFalse(known.add(honest, honest.expiryMs()), "over");
    assertFalse(known.add(honest, honest.epochStartMs() - 1), "not begun");
    assertFalse(known.add(ofEpoch(honest.epoch() + 1, honest), NOW_MS + 10_000), "other leaf");
    KnownRevocations ofOthers = new KnownRevocations(new TreeTtls(21_600, Map.of(SOURCE, 43_200L)));
    assertFalse(ofOthers.add(honest, NOW_MS), "a treeTTL that the AS does not have");
    assertTrue(ofOthers.add(revoke(DESTINATION, 21), NOW_MS));
    assertEquals(BOTH, paths(NOW_MS));
  }

  @Test
  void ofTooManyTheOldestIsForgottenAndWhatIsOverFirst() {
    Revocation honest = revoke(SOURCE, 21);
    known.add(honest, NOW_MS);
    for (int i = 1; i < KnownRevocations.MAX; i++) {
      known.add(claiming(SOURCE, 100 + i, honest), NOW_MS);
    }
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS));
    known.add(honest, NOW_MS);
    assertEquals(List.of(BY_ABOVE), paths(NOW_MS), "known already");
    known.add(claiming(SOURCE, 100, honest), NOW_MS);
    assertEquals(BOTH, paths(NOW_MS));

    long laterMs = honest.expiryMs();
    Revocation later = NETWORK.revocations().revoke(SOURCE, 21, laterMs);
    for (int i = 0; i < KnownRevocations.MAX; i++) {
      known.add(i == 0 ? later : claiming(SOURCE, 100 + i, later), laterMs);
    }
    assertEquals(List.of(BY_ABOVE), paths(laterMs));
  }

  private static Revocation claiming(IsdAs ia, long interfaceId, Revocation of) {
    return new Revocation(
        ia,
        interfaceId,
        of.epoch(),
        of.nonce(),
        of.siblings(),
        of.prevRoot(),
        of.nextRoot(),
        of.hashType(),
        of.treeTtlS());
  }

  private static Revocation ofEpoch(long epoch, Revocation of) {
    return new Revocation(
        of.ia(),
        of.interfaceId(),
        epoch,
        of.nonce(),
        of.siblings(),
        of.prevRoot(),
        of.nextRoot(),
        of.hashType(),
        of.treeTtlS());
  }
}
