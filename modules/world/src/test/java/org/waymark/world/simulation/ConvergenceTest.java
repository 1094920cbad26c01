package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.world.topology.ShippedTopology;

class ConvergenceTest {
  @Test
  void everyPathThatHostsFindInTheShippedWorldCarriesPackets() throws Exception {
    try (Scenario scenario = Scenario.of(ShippedTopology.TWO_ISDS.network(), 1, 1)) {
      scenario.seconds(30);
      int ases = scenario.topology().ases().size();
      assertEquals(
          ases * (ases - 1),
          Reachability.byLinks(scenario.topology(), scenario.deadEnds()).size(),
          "pairs of ASes that links connect");
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  @Test
  void allReplicasOfAnAsHoldTheSame() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 3, 2)) {
      scenario.seconds(30);
      scenario.requireEveryHostFindsWhatConnects();
      for (IsdAs ia : scenario.running()) {
        assertEquals(3, scenario.replicas(ia).size());
        scenario.until(
            "the replicas of " + ia + " are at one offset with one digest",
            2,
            () ->
                scenario.replicas(ia).stream()
                        .map(replica -> replica.standing(Topic.EVENTS))
                        .distinct()
                        .count()
                    == 1);
      }
    }
  }
}
