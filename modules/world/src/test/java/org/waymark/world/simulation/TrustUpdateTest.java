package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.store.view.ReadView;
import org.waymark.world.WorldException;

class TrustUpdateTest {
  private static final int ISD = 1;

  /** Beacons carry the TRC down the hierarchy and across the core, one hop per round of 5 s. */
  private static final int EVERYWHERE_WITHIN_S = 60;

  @Test
  void newTrcAtOneCoreAsReachesAllAndSegmentsNameIt() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 2, 21)) {
      scenario.seconds(30);
      Set<String> registered = Reachability.registered(scenario).keySet();
      scenario.handTrc(IsdAs.parse("1-11"), scenario.updatedTrc(ISD));
      requireEverywhere(scenario, 2);
      assertEquals(registered, Reachability.registered(scenario).keySet(), "paths stay");
      scenario.requireEveryHostFindsWhatConnects();
      assertEquals(
          Set.of(2L), inReplicas(scenario, scenario.running()), "segments in answers bring it on");
    }
  }

  /**
   * Versions are accepted in sequence, so an AS that receives the third version also requests the
   * second.
   */
  @Test
  void twoVersionsAtOnceReachAll() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 22)) {
      scenario.seconds(30);
      IsdAs core = IsdAs.parse("1-12");
      scenario.handTrc(core, scenario.network().trust().trc(ISD, 2));
      scenario.handTrc(core, scenario.network().trust().trc(ISD, 3));
      requireEverywhere(scenario, 3);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  private static void requireEverywhere(Scenario scenario, long version) {
    scenario.until(
        "who sees entries of the ISD holds version " + version + ", and all segments name it",
        EVERYWHERE_WITHIN_S,
        () ->
            inBeaconServers(scenario).equals(Set.of(version))
                && inReplicas(scenario, concerned(scenario)).equals(Set.of(version))
                && inSegments(scenario).equals(Set.of(version)));
  }

  private static Set<Long> inBeaconServers(Scenario scenario) {
    Set<Long> versions = new TreeSet<>();
    for (IsdAs ia : concerned(scenario)) {
      try {
        versions.add(scenario.world().trust(ia).newestTrc(ISD).orElseThrow().version());
      } catch (WorldException e) {
        throw new IllegalStateException(e);
      }
    }
    return versions;
  }

  /**
   * {@return the ASes that receive entries of the ISD: all of its ASes, and the core of the other
   * ISD}
   */
  private static List<IsdAs> concerned(Scenario scenario) {
    return scenario.running().stream()
        .filter(ia -> ia.isd() == ISD || scenario.topology().isCore(ia))
        .toList();
  }

  private static Set<Long> inReplicas(Scenario scenario, List<IsdAs> ases) {
    Set<Long> versions = new TreeSet<>();
    for (IsdAs ia : ases) {
      for (Replica replica : scenario.replicas(ia)) {
        try (ReadView view = replica.view()) {
          versions.add(view.trust().newestTrc(ISD).orElseThrow().version());
        }
      }
    }
    return versions;
  }

  /** {@return the TRC versions named by entries of the ISD in registered segments} */
  private static Set<Long> inSegments(Scenario scenario) {
    Set<Long> versions = new TreeSet<>();
    Reachability.registered(scenario)
        .values()
        .forEach(stored -> versions.addAll(named(stored.segment())));
    return versions;
  }

  private static Set<Long> named(PathSegment segment) {
    Set<Long> versions = new TreeSet<>();
    switch (segment) {
      case CapnpSegment capnp ->
          capnp.entries().stream()
              .filter(entry -> entry.ia().isd() == ISD)
              .forEach(entry -> versions.add(entry.trcVersion()));
    }
    return versions;
  }
}
