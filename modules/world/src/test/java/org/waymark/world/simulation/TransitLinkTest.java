package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;

/** Links below a transit AS, 1-14. It has no segments over them; only the core ASes do. */
class TransitLinkTest {
  private static final List<String> CORES = List.of("1-11", "1-12", "1-13");
  private static final AsInterface TO_CHILD = Scenario.end("1-14#11");

  /**
   * The sum of 3.5 s of silence, half a second to detect it, and the time for two logs on the way.
   */
  private static final int TOLD_WITHIN_S = 6;

  private static int served(Scenario scenario, AsInterface end) {
    int all = 0;
    for (String core : CORES) {
      for (Replica replica : scenario.replicas(IsdAs.parse(core))) {
        all += scenario.segmentsUsing(replica, end);
      }
    }
    return all;
  }

  @Test
  void coreAsesHearFromTheTransitAsThatItsChildIsDead() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 2, 51)) {
      scenario.seconds(30);
      assertTrue(served(scenario, TO_CHILD) > 0);
      scenario.world().stopAs(IsdAs.parse("1-16"));
      scenario.until(
          "no core AS serves what leads over the dead link",
          TOLD_WITHIN_S,
          () -> served(scenario, TO_CHILD) == 0);
      assertEquals(List.of(), scenario.paths("1-12", "1-16"));
      scenario.world().startAs(IsdAs.parse("1-16"));
      scenario.seconds(30);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  /** The child receives its parent's keepalives, and does not know that its own are lost. */
  @Test
  void coreAsesHearFromTheTransitAsThatItDoesNotHearItsChild() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 52)) {
      scenario.seconds(30);
      scenario.silence("1-16#1");
      scenario.until(
          "no core AS serves what leads over the link",
          TOLD_WITHIN_S,
          () -> served(scenario, TO_CHILD) == 0);
      scenario.seconds(30);
      assertEquals(0, served(scenario, TO_CHILD), "it stays so");
    }
  }

  /** The parent receives its child's keepalives, and the child has another way to the core. */
  @Test
  void coreAsesHearFromTheChildThatItDoesNotHearTheTransitAs() throws Exception {
    AsInterface toChild = Scenario.end("1-14#12");
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 53)) {
      scenario.seconds(30);
      assertTrue(served(scenario, toChild) > 0);
      scenario.silence("1-14#12");
      scenario.until(
          "no core AS serves what leads over the link",
          TOLD_WITHIN_S,
          () -> served(scenario, toChild) == 0);
    }
  }
}
