package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.SegmentRequest;

/**
 * Tests that revocations that are not recorded yet kill segments like recorded ones, and are sent
 * with replies.
 */
class UnrecordedRevocationsTest {
  private static final long NOW_MS = Stores.NOW_MS;
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final SegmentQuery ALL_UP =
      new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.NONE);

  private static CapnpSegment along(String... ases) {
    return Stores.NETWORK.segments().along(ases).make();
  }

  private static Revocation revocation(IsdAs ia, long interfaceId) {
    return Stores.NETWORK.revocations().revoke(ia, interfaceId);
  }

  private static StoredRevocation row(Revocation revocation, long expiryMs) {
    return new StoredRevocation(
        revocation,
        ProofSide.NEXT,
        revocation.connectedRoot(ProofSide.NEXT),
        RevocationCodec.encode(revocation),
        expiryMs,
        StoredSegment.UNRECORDED);
  }

  private static UnrecordedRevocations held(Revocation... revocations) {
    return UnrecordedRevocations.of(
        Stream.of(revocations).map(one -> row(one, one.expiryMs())).toList());
  }

  private static List<PathSegment> segments(
      Store store, UnrecordedRevocations revocations, int limit) {
    try (ReadView view = store.view()) {
      return new OverlaySource(view, List.of(), revocations)
          .segments(ALL_UP, NOW_MS, limit).stream().map(StoredSegment::segment).toList();
    }
  }

  @Test
  void killsSegmentsOverTheInterfaceAtEitherEndOfALink() {
    CapnpSegment segment = along("1-11", "1-14");
    long egress = segment.hops().getFirst().egress();
    long ingress = segment.hops().getLast().ingress();
    assertTrue(held(revocation(IsdAs.parse("1-11"), egress)).kill(segment, NOW_MS));
    assertTrue(held(revocation(LEAF, ingress)).kill(segment, NOW_MS));
    assertFalse(held(revocation(LEAF, ingress + 1)).kill(segment, NOW_MS));
    assertFalse(held(revocation(IsdAs.parse("1-12"), 11)).kill(segment, NOW_MS));
    assertFalse(UnrecordedRevocations.NONE.kill(segment, NOW_MS));
  }

  @Test
  void killsOnlyWhatWasRecordedBeforeItsExpiry() {
    CapnpSegment segment = along("1-11", "1-14");
    Revocation revocation = revocation(LEAF, segment.hops().getLast().ingress());
    UnrecordedRevocations held = UnrecordedRevocations.of(List.of(row(revocation, NOW_MS + 10)));
    assertTrue(held.kill(segment, NOW_MS + 9));
    assertFalse(held.kill(segment, NOW_MS + 10));
  }

  @Test
  void killsOnlyUnderItsRootAndInItsWindow() {
    CapnpSegment segment = along("1-11", "1-14");
    long ingress = segment.hops().getLast().ingress();
    CapnpSegment ofNobody =
        Stores.NETWORK.segments().along("1-11", "1-14").withArbitraryRoots().make();
    assertFalse(held(revocation(LEAF, ingress)).kill(ofNobody, NOW_MS));
    Revocation now = revocation(LEAF, ingress);
    long treeTtlMs = now.treeTtlS() * 1_000;
    StoredRevocation later =
        row(
            Stores.NETWORK.revocations().revoke(LEAF, ingress, NOW_MS + 3 * treeTtlMs),
            Long.MAX_VALUE);
    StoredRevocation underTheRootOfNow =
        new StoredRevocation(
            later.revocation(),
            ProofSide.NEXT,
            now.connectedRoot(ProofSide.NEXT),
            later.bytes(),
            Long.MAX_VALUE,
            StoredSegment.UNRECORDED);
    assertFalse(UnrecordedRevocations.of(List.of(underTheRootOfNow)).kill(segment, NOW_MS));
  }

  @Test
  void storedSegmentsThatItKillsTakeNoPlaceInAnAnswer() {
    List<Typed> ups = new ArrayList<>();
    Stores.NETWORK.segments().up(LEAF, 3).forEach(up -> ups.add(new Typed(SegmentType.UP, up)));
    Store store = Stores.holding(ups, isd -> true);
    List<PathSegment> all = segments(store, UnrecordedRevocations.NONE, 100);
    PathSegment first = all.getFirst();
    UnrecordedRevocations held = held(revocation(LEAF, first.hops().getLast().ingress()));
    List<PathSegment> alive = all.stream().filter(one -> !held.kill(one, NOW_MS)).toList();
    assertTrue(alive.size() < all.size() && !alive.isEmpty(), all.size() + ", " + alive.size());
    for (int limit = 1; limit <= all.size(); limit++) {
      assertEquals(alive.subList(0, Math.min(limit, alive.size())), segments(store, held, limit));
    }
    store.close();
  }

  @Test
  void killedVersionDoesNotShadowOneThatIsHeld() {
    PathSegment stored = Stores.NETWORK.segments().along("1-11", "1-14").expTime(65).make();
    PathSegment held = Stores.NETWORK.segments().along("1-11", "1-14").expTime(64).make();
    Store store = Stores.holding(List.of(new Typed(SegmentType.UP, stored)), isd -> true);
    Revocation revocation = revocation(LEAF, stored.hops().getLast().ingress());
    StoredSegment after =
        new StoredSegment(held, SegmentType.UP, revocation.expiryMs(), StoredSegment.UNRECORDED);
    try (ReadView view = store.view()) {
      OverlaySource source =
          new OverlaySource(view, List.of(UnrecordedSegments.of(List.of(after))), held(revocation));
      assertEquals(
          List.of(held),
          source.segments(ALL_UP, NOW_MS, 10).stream().map(StoredSegment::segment).toList());
    }
    store.close();
  }

  @Test
  void areSentWithRepliesBesideThoseThatAreRecorded() {
    CapnpSegment segment = along("1-11", "1-14");
    long peer = segment.peers().getFirst().ingress();
    Revocation ofPeer = revocation(LEAF, peer);
    Store store = Stores.holding(List.of(new Typed(SegmentType.UP, segment)), isd -> true);
    Resolver resolver = new Resolver(new LocalAs(LEAF, false), 5);
    SegmentRequest request = new SegmentRequest(LEAF, IsdAs.parse("1-11"), false, false);
    try (ReadView view = store.view()) {
      OverlaySource held = new OverlaySource(view, List.of(), held(ofPeer));
      assertEquals(1, held.revocations(LEAF, peer).size());
      assertEquals(List.of(), held.revocations(LEAF, peer + 1));
      assertTrue(held.isCore(IsdAs.parse("1-11")));
      assertFalse(held.isCore(LEAF));
      Resolution resolution = resolver.resolve(request, held, NOW_MS);
      assertFalse(resolution.isNothing());
      assertEquals(List.of(segment), resolution.up().stream().map(StoredSegment::segment).toList());
      assertEquals(List.of(ofPeer), resolution.revocations());
      assertEquals(List.of(), resolver.resolve(request, held, ofPeer.expiryMs()).revocations());
      assertEquals(
          List.of(), resolver.resolve(request, new StoredSource(view), NOW_MS).revocations());
    }
    Stores.append(
        store,
        Topic.EVENTS,
        Stream.of(
            new EventBody.RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(ofPeer))));
    try (ReadView view = store.view()) {
      assertEquals(
          List.of(ofPeer), resolver.resolve(request, new StoredSource(view), NOW_MS).revocations());
      // The recorded row of each side, and the overlaid row.
      assertEquals(
          3, new OverlaySource(view, List.of(), held(ofPeer)).revocations(LEAF, peer).size());
      assertEquals(
          2,
          new OverlaySource(view, List.of(), UnrecordedRevocations.NONE)
              .revocations(LEAF, peer)
              .size());
    }
    store.close();
  }

  @Test
  void noneIsEmptyAndOneIsNot() {
    assertTrue(UnrecordedRevocations.NONE.isEmpty());
    assertFalse(held(revocation(LEAF, 1)).isEmpty());
    assertEquals(1, held(revocation(LEAF, 1)).of(LEAF, 1).size());
    assertEquals(List.of(), held(revocation(LEAF, 1)).of(LEAF, 2));
  }
}
