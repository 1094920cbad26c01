package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Route;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.ServerLimits;

/**
 * Removal of segments with more than 1,000 pairs of root and interface. The original kept only
 * 1,000 pairs in its index (PROTOCOL 10), and never removed the segments of earlier pairs.
 */
class RevocationAtSizeTest {
  private static final int SEGMENTS = 1_200;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = ServerWorld.LOCAL;

  private final ServerWorld world =
      new ServerWorld(
              LEAF, 0, ServerLimits.DEFAULT.with(new RegistrationLimits(SEGMENTS, SEGMENTS, 2_000)))
          .ready();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  /** The first segment enters the leaf by one of its interfaces, the others by made-up ones. */
  private List<CapnpSegment> registered() {
    List<CapnpSegment> segments = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      long ingress = i == 0 ? 1 : 1_000 + i;
      long egress = i == 0 ? 11 : 12;
      CapnpSegment segment =
          world
              .network
              .segments()
              .along(
                  new Route(
                      List.of(new Route.Step(CORE, 0, egress), new Route.Step(LEAF, ingress, 0))))
              .make();
      if (i % 100 == 0) {
        // The number is not limited by budgets.
        world.clock.advanceMs(1_000);
      }
      world.register(SegmentType.UP, segment);
      segments.add(segment);
    }
    assertEquals(SEGMENTS, world.registrations("added", ""));
    world.clock.advanceMs(1_000);
    return segments;
  }

  private double stored() {
    return world.gauge("pathdb_segs_total");
  }

  @Test
  void segmentIsRemovedHoweverManyCameAfterIt() {
    CapnpSegment first = registered().getFirst();
    world.revoke(world.network.revocations().revoke(LEAF, 1));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(SEGMENTS - 1, stored());
    world.register(SegmentType.UP, first);
    assertEquals(1, world.registrations("killed", ""));
  }

  @Test
  void allSegmentsOverAnInterfaceAreRemovedHoweverManyThereAre() {
    CapnpSegment first = registered().getFirst();
    world.revoke(world.network.revocations().revoke(CORE, 12));
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(List.of(first), world.ask("1-11"));
    assertEquals(1, stored());
  }
}
