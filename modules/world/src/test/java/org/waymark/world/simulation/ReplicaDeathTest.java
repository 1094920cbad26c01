package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

class ReplicaDeathTest {
  private static final IsdAs SENDER = IsdAs.parse("1-11");
  private static final IsdAs RECEIVER = IsdAs.parse("1-13");
  private static final NetworkConditions ALL_LOST = new NetworkConditions(1, 0, 0, 1, 1);

  /** A time of less than the 6 s after which the log considers the holder of a lease dead. */
  private static final int LEASE_IS_NOBODYS_S = 5;

  /**
   * The next holder of the lease sends the segments that the dead holder had not sent, or whose
   * messages were lost.
   */
  @Test
  void deathOfTheSendingReplicaLosesNoDownSegment() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 2, 31)) {
      scenario.until(
          "some DOWN segments have reached the other core AS and some have not",
          60,
          () ->
              !localDown(scenario, RECEIVER).isEmpty()
                  && !localDown(scenario, RECEIVER).containsAll(localDown(scenario, SENDER)));
      String holder = holder(scenario);
      Set<String> onTheWay = localDown(scenario, SENDER);
      onTheWay.removeAll(localDown(scenario, RECEIVER));
      assertFalse(onTheWay.isEmpty());

      scenario.become(ALL_LOST);
      scenario.seconds(1);
      scenario.world().killReplica(holder);
      scenario.become(NetworkConditions.GOOD);
      scenario.seconds(LEASE_IS_NOBODYS_S);
      assertEquals(Set.of(), holders(scenario), "the lease of the dead one has to run out");
      scenario.until("the other replica holds the lease", 5, () -> holders(scenario).size() == 1);
      assertNotEquals(holder, holder(scenario));
      scenario.until(
          "all DOWN segments have reached the other core AS",
          60,
          () -> localDown(scenario, RECEIVER).containsAll(onTheWay));
      scenario.seconds(30);
      assertTrue(localDown(scenario, RECEIVER).containsAll(localDown(scenario, SENDER)));
      scenario.requireEveryHostFindsWhatConnects();

      scenario.world().startReplica(holder);
      scenario.seconds(5);
      assertEquals(1, holders(scenario).size());
    }
  }

  /** {@return the DOWN segments from the sending AS that the replicas of an AS have stored} */
  private static Set<String> localDown(Scenario scenario, IsdAs ia) {
    return scenario.replicas(ia).stream()
        .flatMap(replica -> scenario.segments(replica).stream())
        .filter(stored -> stored.type() == SegmentType.DOWN)
        .filter(stored -> stored.segment().firstIa().equals(SENDER))
        .map(Reachability::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> holders(Scenario scenario) {
    return scenario.replicas(SENDER).stream()
        .filter(replica -> replica.registry().get("waymark.lease.held").gauge().value() == 1)
        .map(Replica::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String holder(Scenario scenario) {
    Set<String> holders = holders(scenario);
    assertEquals(1, holders.size(), () -> "holders of the lease: " + holders);
    return holders.iterator().next();
  }
}
