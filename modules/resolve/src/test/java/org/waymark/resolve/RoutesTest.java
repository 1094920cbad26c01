package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;

/** Tests the choice of segments over which messages are sent to other ASes. */
class RoutesTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final Routes LOCAL_SERVER = new Routes(new LocalAs(IsdAs.parse("1-14"), false));
  private static final Routes CORE_SERVER = new Routes(new LocalAs(CORE, true));

  private static CapnpSegment along(String... ases) {
    return Stores.NETWORK.segments().along(ases).make();
  }

  private static Typed typed(SegmentType type, PathSegment segment) {
    return new Typed(type, segment);
  }

  @Test
  void localServerReachesTheNearestCoreAsOverAnUpSegment() {
    PathSegment near = along("1-11", "1-14");
    try (Store store =
            Stores.holding(
                List.of(
                    typed(SegmentType.UP, near),
                    typed(SegmentType.DOWN, along("1-12", "1-14")),
                    typed(SegmentType.UP, along("1-11", "1-14", "1-17"))),
                isd -> true);
        ReadView view = store.view()) {
      assertEquals(Optional.of(near), LOCAL_SERVER.toCore(new StoredSource(view), Stores.NOW_MS));
    }
  }

  @Test
  void coreServerReachesAnotherCoreAsOverTheCoreSegmentWithFewestHopsThatEndsHere() {
    PathSegment near = along("1-13", "1-11");
    try (Store store =
            Stores.holding(
                List.of(
                    typed(SegmentType.CORE, along("1-13", "1-12", "1-11")),
                    typed(SegmentType.CORE, near),
                    typed(SegmentType.CORE, along("1-12", "1-13"))),
                isd -> true);
        ReadView view = store.view()) {
      StoredSource source = new StoredSource(view);
      assertEquals(
          Optional.of(near), CORE_SERVER.toCoreAs(IsdAs.parse("1-13"), source, Stores.NOW_MS));
      assertEquals(
          Optional.empty(), CORE_SERVER.toCoreAs(IsdAs.parse("1-12"), source, Stores.NOW_MS));
    }
  }

  @Test
  void localServerAsksTheNearestCoreAsFirstAndThenTheNextNearest() {
    PathSegment near = along("1-11", "1-14");
    PathSegment far = along("1-13", "1-12", "1-14");
    try (Store store =
            Stores.holding(
                List.of(
                    typed(SegmentType.UP, far),
                    typed(SegmentType.UP, near),
                    typed(SegmentType.UP, along("1-12", "1-11", "1-14"))),
                isd -> true);
        ReadView view = store.view()) {
      StoredSource source = new StoredSource(view);
      IsdAs dst = IsdAs.parse("2-24");
      assertEquals(Optional.of(near), LOCAL_SERVER.toAsk(dst, source, Stores.NOW_MS));
      assertEquals(
          Optional.of(far),
          LOCAL_SERVER.toAsk(dst, List.of(CORE, IsdAs.parse("1-12")), source, Stores.NOW_MS));
      assertEquals(
          Optional.of(far), LOCAL_SERVER.toCoreAs(IsdAs.parse("1-13"), source, Stores.NOW_MS));
    }
  }

  @Test
  void coreServerAsksCoreAsesOfTheIsdOfTheDestinationOnly() {
    PathSegment near = along("2-21", "1-11");
    PathSegment far = along("2-22", "1-13", "1-11");
    try (Store store =
            Stores.holding(
                List.of(
                    typed(SegmentType.CORE, far),
                    typed(SegmentType.CORE, near),
                    typed(SegmentType.CORE, along("1-13", "1-11")),
                    typed(SegmentType.CORE, along("2-22", "1-13"))),
                isd -> true);
        ReadView view = store.view()) {
      StoredSource source = new StoredSource(view);
      IsdAs dst = IsdAs.parse("2-24");
      assertEquals(Optional.of(near), CORE_SERVER.toAsk(dst, source, Stores.NOW_MS));
      List<IsdAs> asked = List.of(IsdAs.parse("2-21"));
      assertEquals(Optional.of(far), CORE_SERVER.toAsk(dst, asked, source, Stores.NOW_MS));
      List<IsdAs> both = List.of(IsdAs.parse("2-21"), IsdAs.parse("2-22"));
      assertEquals(Optional.empty(), CORE_SERVER.toAsk(dst, both, source, Stores.NOW_MS));
      assertEquals(Optional.empty(), CORE_SERVER.toAsk(IsdAs.parse("0-1"), source, Stores.NOW_MS));
    }
  }

  /** The results of a query are limited, but the core ASes that may be asked are not. */
  @Test
  void coreAsToWhichManySegmentsLeadHidesNoOther() {
    for (int toNear : List.of(15, 16, 17, 31, 32, 33, 100)) {
      List<StoredSegment> ups = new ArrayList<>();
      for (int i = 0; i < toNear; i++) {
        ups.add(stored(along("1-11", "1-14")));
      }
      PathSegment other = along("1-12", "1-14", "1-17");
      ups.add(stored(other));
      SegmentSource source = new Listed(ups);
      IsdAs dst = IsdAs.parse("2-24");
      assertEquals(
          Optional.of(other), LOCAL_SERVER.toAsk(dst, List.of(CORE), source, Stores.NOW_MS));
      assertEquals(
          Optional.empty(),
          LOCAL_SERVER.toAsk(dst, List.of(CORE, IsdAs.parse("1-12")), source, Stores.NOW_MS));
    }
  }

  private static StoredSegment stored(PathSegment segment) {
    return new StoredSegment(segment, SegmentType.UP, Stores.NOW_MS, StoredSegment.UNRECORDED);
  }

  /** Segments in the order in which they are found. */
  private record Listed(List<StoredSegment> all) implements SegmentSource {
    @Override
    public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
      return all.stream()
          .filter(one -> query.first().isWildcard() || startsAt(one, query.first()))
          .limit(limit)
          .toList();
    }

    private static boolean startsAt(StoredSegment one, IsdAs first) {
      return one.segment().firstIa().equals(first);
    }

    @Override
    public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
      return all.stream().map(one -> one.segment().firstIa()).distinct().toList();
    }

    @Override
    public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
      return List.of();
    }

    @Override
    public boolean isCore(IsdAs ia) {
      return true;
    }
  }

  @Test
  void otherCoreAsesAreThoseOfTheNewestTrcButTheOwn() {
    try (Store store = Stores.holding(List.of(), isd -> true);
        ReadView view = store.view()) {
      assertEquals(
          List.of(IsdAs.parse("1-12"), IsdAs.parse("1-13")),
          CORE_SERVER.otherCoreAses(view.trust()));
    }
    try (Store store = Stores.holding(List.of(), isd -> false);
        ReadView view = store.view()) {
      assertEquals(List.of(), CORE_SERVER.otherCoreAses(view.trust()));
    }
  }
}
