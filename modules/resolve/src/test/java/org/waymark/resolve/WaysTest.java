package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.ReadView;
import org.waymark.store.Store;

/** Over which segments others are reached. */
class WaysTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final Ways LOCAL_SERVER = new Ways(new LocalAs(IsdAs.parse("1-14"), false));
  private static final Ways CORE_SERVER = new Ways(new LocalAs(CORE, true));

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
  void otherCoreAsesAreThoseOfTheNewestTrcButTheOwn() {
    try (Store store = Stores.holding(List.of(), isd -> true);
        ReadView view = store.view()) {
      assertEquals(
          List.of(IsdAs.parse("1-12"), IsdAs.parse("1-13")), CORE_SERVER.otherCoreAses(view));
    }
    try (Store store = Stores.holding(List.of(), isd -> false);
        ReadView view = store.view()) {
      assertEquals(List.of(), CORE_SERVER.otherCoreAses(view));
    }
  }
}
