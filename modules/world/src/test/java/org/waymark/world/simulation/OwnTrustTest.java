package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.store.view.ReadView;
import org.waymark.world.folder.WorldSettings;

/**
 * ASes that start with the certificates of a new AS of 2018: the TRC of their ISD, and their own
 * chain.
 */
class OwnTrustTest {
  private static Scenario start(long seed) throws Exception {
    return Scenario.of(
        NetworkTopology.twoIsds(),
        WorldSettings.of(seed).withReplicasPerAs(2),
        SimulatedWorld.Start.WITH_OWN_TRUST);
  }

  @Test
  void everyHostFindsWhatConnectsOnceTheOperatorsHaveAddedTheOtherAnchors() throws Exception {
    try (Scenario scenario = start(61)) {
      scenario.seconds(60);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  @Test
  void anchorsAreAddedOnceHoweverOftenAnAsStarts() throws Exception {
    IsdAs ia = IsdAs.parse("1-16");
    try (Scenario scenario = start(62)) {
      scenario.seconds(30);
      scenario.world().stopAs(ia);
      scenario.world().startAs(ia);
      scenario.seconds(5);
      Replica replica = scenario.replicas(ia).getFirst();
      try (ReadView view = replica.view()) {
        assertTrue(view.trust().newestTrc(2).isPresent());
        assertEquals(
            1 + view.rows(Topic.TRUST).size(),
            replica.standing(Topic.TRUST).nextOffset(),
            "each record of trust left a row, but for the one that says whose log it is");
      }
    }
  }
}
