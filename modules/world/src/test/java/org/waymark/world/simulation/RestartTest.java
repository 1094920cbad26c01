package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;

class RestartTest {
  private static final String ONLY_ONE = "ps1-17-1";

  @Test
  void onlyPathServerOfAnAsIsRefilledByTheLog() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 11)) {
      scenario.seconds(30);
      assertFalse(scenario.paths("1-17", "2-23").isEmpty());
      Replica.Standing before = scenario.replica(ONLY_ONE).standing(Topic.EVENTS);
      assertTrue(before.nextOffset() > 0);

      scenario.world().killReplica(ONLY_ONE);
      assertEquals(List.of(), scenario.paths("1-17", "2-23"), "nobody is there to answer");
      scenario.world().startReplica(ONLY_ONE);
      Replica refilled = scenario.replica(ONLY_ONE);
      assertEquals(0, refilled.standing(Topic.EVENTS).nextOffset(), "the store is empty at first");

      scenario.until("it is ready", 2, () -> refilled.state().equals(Readiness.State.READY));
      assertTrue(refilled.standing(Topic.EVENTS).nextOffset() >= before.nextOffset());
      assertFalse(scenario.paths("1-17", "2-23").isEmpty());
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  @Test
  void refilledReplicaEqualsTheOneThatWentOn() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 2, 12)) {
      scenario.seconds(20);
      scenario.world().killReplica("ps1-11-1");
      scenario.cut("1-11#1");
      scenario.seconds(10);
      scenario.requireEveryHostFindsWhatConnects();
      scenario.world().startReplica("ps1-11-1");
      Replica refilled = scenario.replica("ps1-11-1");
      Replica wentOn = scenario.replica("ps1-11-2");
      scenario.until(
          "the two hold the same row for row",
          3,
          () ->
              refilled.standing(Topic.EVENTS).equals(wentOn.standing(Topic.EVENTS))
                  && refilled.standing(Topic.TRUST).equals(wentOn.standing(Topic.TRUST)));
      assertTrue(refilled.standing(Topic.EVENTS).nextOffset() > 0);
    }
  }

  @Test
  void stoppedAsIsAvoidedAndFoundAgain() throws Exception {
    IsdAs transit = IsdAs.parse("1-15");
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 13)) {
      scenario.seconds(30);
      scenario.requireEveryHostFindsWhatConnects();
      Set<String> registered = Reachability.registered(scenario).keySet();

      scenario.world().stopAs(transit);
      scenario.seconds(20);
      assertFalse(scenario.running().contains(transit));
      scenario.requireEveryHostFindsWhatConnects();

      scenario.world().startAs(transit);
      scenario.until(
          "every segment is registered again",
          40,
          () -> Reachability.registered(scenario).keySet().containsAll(registered));
      assertTrue(scenario.deadEnds().isEmpty());
      scenario.requireEveryHostFindsWhatConnects();
    }
  }
}
