package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Route;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.settings.ServerLimits;

class AnswersAfterOutageTest {
  private static final IsdAs LEAF = IsdAs.parse("1-14");

  @Test
  void answerWithoutWhatAHeldRevocationKilledIsNotKept() {
    try (ServerWorld world =
        new ServerWorld(IsdAs.parse("1-11"), 0.10, ServerLimits.DEFAULT).ready()) {
      List<Route> parallel =
          world
              .network
              .topology()
              .routes(SegmentType.DOWN, 2)
              .filter(route -> route.first().equals(IsdAs.parse("1-11")))
              .filter(route -> route.last().equals(LEAF))
              .toList();
      for (Route route : parallel) {
        world.register(SegmentType.DOWN, world.network.segments().along(route).make());
      }
      assertEquals(2, world.ask("1-14").size());
      world.log.faults().goAway();
      world.core.readiness().logReachable(false);
      world.revoke(
          world.network.revocations().revoke(LEAF, parallel.getLast().steps().getLast().ingress()));
      Position before = world.store.position(Topic.EVENTS).orElseThrow();
      assertEquals(1, world.ask("1-14").size());
      OutageBuffer outage = world.context.outage();
      outage.inOrderOfDraining().forEach(outage::remove);
      assertTrue(outage.content().isEmpty());
      assertEquals(before, world.store.position(Topic.EVENTS).orElseThrow(), "nothing was applied");
      assertEquals(2, world.ask("1-14").size());
    }
  }
}
