package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Route;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;

/** An overlay must give the same answers as if its contents had been appended. */
class OverlaySourceTest {
  private static final long NOW_MS = Stores.NOW_MS;
  private static final SegmentQuery ALL_DOWN =
      new SegmentQuery(SegmentType.DOWN, IsdAs.NONE, IsdAs.NONE);

  private static PathSegment down(int expTime, String... ases) {
    return Stores.NETWORK.segments().along(ases).expTime(expTime).make();
  }

  private static StoredSegment unrecorded(Typed one) {
    return new StoredSegment(one.segment(), one.type(), NOW_MS, StoredSegment.UNRECORDED);
  }

  private static List<PathSegment> segments(
      Store store, List<Typed> over, SegmentQuery query, int limit) {
    try (ReadView view = store.view()) {
      return new OverlaySource(
              view,
              List.of(
                  UnrecordedSegments.of(over.stream().map(OverlaySourceTest::unrecorded).toList())),
              UnrecordedRevocations.NONE)
          .segments(query, NOW_MS, limit).stream().map(StoredSegment::segment).toList();
    }
  }

  private static List<PathSegment> segments(Store store, Typed... over) {
    return segments(store, List.of(over), ALL_DOWN, 10);
  }

  @Test
  void takesThePlaceOfTheStoredVersionUnlessThatExpiresLater() {
    PathSegment stored = down(64, "1-11", "1-14");
    PathSegment later = down(65, "1-11", "1-14");
    PathSegment earlier = down(63, "1-11", "1-14");
    Store store = Stores.holding(List.of(new Typed(SegmentType.DOWN, stored)), isd -> true);
    assertEquals(List.of(later), segments(store, new Typed(SegmentType.DOWN, later)));
    assertEquals(List.of(stored), segments(store, new Typed(SegmentType.DOWN, earlier)));
    assertEquals(List.of(stored), segments(store, new Typed(SegmentType.UP, later)));
    assertEquals(
        List.of(later),
        segments(store, new Typed(SegmentType.DOWN, later), new Typed(SegmentType.DOWN, earlier)));
    store.close();
  }

  /** {@return another version of the path that expires in the same second} */
  private static PathSegment startedEarlier(PathSegment segment, int expTime, String... ases) {
    // Two steps of exp_time are 675 s.
    PathSegment other =
        Stores.NETWORK
            .segments()
            .along(ases)
            .timestampS(segment.timestampS() - 675)
            .expTime(expTime + 2)
            .make();
    assertEquals(segment.expiryS(), other.expiryS());
    assertNotEquals(segment, other);
    return other;
  }

  @Test
  void ofTwoVersionsThatExpireTogetherTheLaterOneCounts() {
    PathSegment one = down(64, "1-11", "1-14");
    PathSegment other = startedEarlier(one, 64, "1-11", "1-14");
    Store empty = Stores.holding(List.of(), isd -> true);
    Store store = Stores.holding(List.of(new Typed(SegmentType.DOWN, one)), isd -> true);
    Typed first = new Typed(SegmentType.DOWN, one);
    Typed second = new Typed(SegmentType.DOWN, other);
    assertEquals(List.of(other), segments(empty, first, second));
    assertEquals(List.of(one), segments(empty, second, first));
    assertEquals(List.of(other), segments(store, second));
    empty.close();
    store.close();
  }

  @Test
  void lastsAsLongAsItIsValidAndWasReceivedBefore() {
    PathSegment segment = down(64, "1-11", "1-14");
    long endMs = segment.endMs();
    try (Store store = Stores.holding(List.of(), isd -> true)) {
      assertEquals(List.of(segment), received(store, segment, endMs - 1, endMs - 1));
      assertEquals(List.of(), received(store, segment, endMs - 1, endMs));
      assertEquals(List.of(), received(store, segment, endMs, endMs - 1));
    }
  }

  private static List<PathSegment> received(
      Store store, PathSegment segment, long recordTimeMs, long clockMs) {
    StoredSegment one =
        new StoredSegment(segment, SegmentType.DOWN, recordTimeMs, StoredSegment.UNRECORDED);
    try (ReadView view = store.view()) {
      return new OverlaySource(
              view, List.of(UnrecordedSegments.of(List.of(one))), UnrecordedRevocations.NONE)
          .segments(ALL_DOWN, clockMs, 10).stream().map(StoredSegment::segment).toList();
    }
  }

  @Test
  void whatARevocationKillsIsNotThere() {
    PathSegment segment = down(64, "1-11", "1-14");
    Store store = Stores.holding(List.of(), isd -> true);
    assertEquals(List.of(segment), segments(store, new Typed(SegmentType.DOWN, segment)));
    Revocation revocation =
        Stores.NETWORK.revocations().revoke(segment.lastIa(), segment.hops().getLast().ingress());
    Stores.append(store, Topic.EVENTS, Stream.of(event(revocation)));
    assertEquals(List.of(), segments(store, new Typed(SegmentType.DOWN, segment)));
    store.close();
  }

  private static EventBody event(Revocation revocation) {
    return new EventBody.RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(revocation));
  }

  @Test
  void whatABlockHidesIsHidden() {
    PathSegment segment = down(64, "1-11", "1-14");
    Store store = Stores.holding(List.of(), isd -> true);
    Stores.append(
        store,
        Topic.EVENTS,
        Stream.of(
            new EventBody.BlockEvent(
                new BlockSubject.OfAs(IsdAs.parse("1-14")), NOW_MS + 60_000, "maintenance")));
    assertEquals(List.of(), segments(store, new Typed(SegmentType.DOWN, segment)));
    store.close();
  }

  @Test
  void whatHasEndedIsNotThere() {
    PathSegment ended =
        Stores.NETWORK
            .segments()
            .along("1-11", "1-14")
            .timestampS(NOW_MS / 1_000 - 338)
            .expTime(1)
            .make();
    Store store = Stores.holding(List.of(), isd -> true);
    assertTrue(ended.endMs() <= NOW_MS);
    assertEquals(List.of(), segments(store, new Typed(SegmentType.DOWN, ended)));
    store.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersAsIfItHadBeenAppended(long seed) {
    Random random = new Random(seed);
    List<Route> routes = Stores.NETWORK.topology().routes(SegmentType.DOWN, 4).toList();
    List<IsdAs> ases = List.copyOf(Stores.NETWORK.topology().ases().keySet());
    for (int world = 0; world < 100; world++) {
      List<Typed> first = versions(routes, random);
      List<Typed> then = versions(routes, random);
      Store under = Stores.holding(first, isd -> true);
      Store whole = Stores.holding(first, isd -> true);
      Stores.append(whole, then);
      for (int i = 0; i < 10; i++) {
        IsdAs last = ases.get(random.nextInt(ases.size()));
        SegmentQuery query =
            new SegmentQuery(
                SegmentType.DOWN,
                random.nextBoolean() ? IsdAs.NONE : ases.get(random.nextInt(ases.size())),
                random.nextInt(3) == 0 ? last.wildcard() : last);
        int limit = 1 + random.nextInt(5);
        assertEquals(
            segments(whole, List.of(), query, limit),
            segments(under, then, query, limit),
            () -> "seed " + seed + " " + query);
      }
      under.close();
      whole.close();
    }
  }

  private static List<Typed> versions(List<Route> routes, Random random) {
    List<Typed> versions = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      Route route = routes.get(random.nextInt(routes.size()));
      versions.add(
          new Typed(
              SegmentType.DOWN,
              Stores.NETWORK.segments().along(route).expTime(60 + random.nextInt(4)).make()));
    }
    return versions;
  }
}
