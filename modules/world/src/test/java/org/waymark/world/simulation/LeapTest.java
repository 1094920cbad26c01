package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoredSegment;
import org.waymark.world.WorldException;
import org.waymark.world.WorldStatus;
import org.waymark.world.beacon.BeaconStatus;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.topology.TopologyGenerator;

/**
 * Checks that a world that leaps over quiet times ends in the same state as one that does not,
 * after the same random actions.
 */
class LeapTest {
  private static final int ASES = 5;
  private static final int SHORT_TTL_S = 1_800;

  /**
   * The time after which replicas record a segment that only lasts longer: when it prolongs the
   * stored one by a tenth of its lifetime.
   */
  private static final int RENEWED_AFTER_S = SHORT_TTL_S / 10;

  private static final int QUIET_S = 400;

  private static final int ASKED_AGAIN_AFTER_S = 11;

  /** Something that happens to a world and is later undone. */
  private interface Act {
    void begin(Scenario scenario) throws WorldException;

    void end(Scenario scenario) throws WorldException;
  }

  private record Cut(AsInterface link) implements Act {
    @Override
    public void begin(Scenario scenario) throws WorldException {
      scenario.cut(link.toString());
    }

    @Override
    public void end(Scenario scenario) throws WorldException {
      scenario.restore(link.toString());
    }
  }

  private record Kill(String replica) implements Act {
    @Override
    public void begin(Scenario scenario) throws WorldException {
      scenario.world().killReplica(replica);
    }

    @Override
    public void end(Scenario scenario) throws WorldException {
      scenario.world().startReplica(replica);
    }
  }

  private record Stop(IsdAs ia) implements Act {
    @Override
    public void begin(Scenario scenario) throws WorldException {
      scenario.world().stopAs(ia);
    }

    @Override
    public void end(Scenario scenario) throws WorldException {
      scenario.world().startAs(ia);
    }
  }

  /** A way to let time pass. */
  private interface Passing {
    void seconds(Scenario scenario, int seconds);
  }

  /**
   * The state of a world.
   *
   * @param same the parts that must be equal
   * @param expiryS the expiry times of segments, which must be nearly equal
   * @param originated the number of beacons, which is lower with leaps
   */
  private record State(List<String> same, Map<String, Long> expiryS, long originated) {}

  @ParameterizedTest
  @ValueSource(longs = {91, 92})
  void stateAfterLeapsIsThatAfterEveryMoment(long seed) throws Exception {
    List<State> moments = run(seed, Scenario::seconds);
    List<State> leaps = run(seed, Scenario::advance);
    for (int i = 0; i < moments.size(); i++) {
      String when = "seed " + seed + ", part " + i;
      assertEquals(
          String.join("\n", moments.get(i).same), String.join("\n", leaps.get(i).same), when);
      Map<String, Long> expiryS = leaps.get(i).expiryS;
      assertEquals(moments.get(i).expiryS.keySet(), expiryS.keySet(), when);
      moments
          .get(i)
          .expiryS
          .forEach(
              (segment, endS) ->
                  assertTrue(
                      Math.abs(endS - expiryS.get(segment)) <= RENEWED_AFTER_S,
                      () -> when + ": " + segment + " " + endS + " " + expiryS.get(segment)));
    }
    assertTrue(leaps.getLast().originated < moments.getLast().originated * 3 / 4, "it leaps");
  }

  /** In the time between two leaps, every periodic message is repeated. */
  @Test
  void halfAMinutePassesBetweenLeaps() throws Exception {
    List<Long> leaptAtMs = new ArrayList<>();
    try (SimulatedWorld world =
        new SimulatedWorld(
            TopologyGenerator.generate(2, 91), WorldSettings.of(91), NetworkConditions.GOOD)) {
      long untilMs = world.nowMs() + 3 * 3_600_000;
      while (leaptAtMs.size() < 3) {
        if (world.advanceStep(untilMs - world.nowMs()) > 1_000) {
          // The step continued for a second after its leap.
          leaptAtMs.add(world.nowMs() - 1_000);
        }
      }
    }
    long leapMs = 6 * 3_600_000 / 20;
    assertEquals(leapMs + 30_000, leaptAtMs.get(1) - leaptAtMs.get(0));
    assertEquals(leapMs + 30_000, leaptAtMs.get(2) - leaptAtMs.get(1));
  }

  private static List<State> run(long seed, Passing passing) throws Exception {
    NetworkTopology topology = TopologyGenerator.generate(ASES, seed);
    WorldSettings settings =
        WorldSettings.of(seed).withReplicasPerAs(2).withSegmentTtlS(SHORT_TTL_S);
    List<State> states = new ArrayList<>();
    try (Scenario scenario = Scenario.of(topology, settings)) {
      scenario.seconds(40);
      scenario.everyHostUsesWhatItFinds();
      passing.seconds(scenario, QUIET_S);
      states.add(state(scenario));
      List<Act> acts = acts(topology, new SplittableRandom(seed));
      for (Act act : acts) {
        act.begin(scenario);
        passing.seconds(scenario, QUIET_S);
        states.add(state(scenario));
      }
      // Let everything dead expire.
      passing.seconds(scenario, SHORT_TTL_S);
      states.add(state(scenario));
      for (Act act : acts) {
        act.end(scenario);
      }
      passing.seconds(scenario, QUIET_S);
      states.add(state(scenario));
      scenario.requireEveryHostFindsWhatConnects();
    }
    return states;
  }

  private static List<Act> acts(NetworkTopology topology, SplittableRandom random) {
    List<IsdAs> ases = List.copyOf(topology.ases().keySet());
    List<AsInterface> ends =
        topology.ases().values().stream()
            .flatMap(
                as -> as.interfaces().keySet().stream().map(id -> new AsInterface(as.ia(), id)))
            .toList();
    IsdAs stopped = ases.get(random.nextInt(ases.size()));
    List<IsdAs> others = ases.stream().filter(ia -> !ia.equals(stopped)).toList();
    IsdAs killed = others.get(random.nextInt(others.size()));
    return List.of(
        new Cut(ends.get(random.nextInt(ends.size()))),
        new Kill("ps" + killed.toString() + "-1"),
        new Stop(stopped));
  }

  private static State state(Scenario scenario) {
    List<String> same = new ArrayList<>();
    Map<String, Long> expiryS = new TreeMap<>();
    long originated = 0;
    for (WorldStatus.As as : scenario.world().status().ases()) {
      same.add(as.ia() + " runs " + as.running() + ", routers know revoked " + as.revoked());
      for (BeaconStatus one : as.beaconing()) {
        same.add("  " + one.interfaces() + " registers " + one.registered());
        originated += one.originated();
      }
      as.replicas().forEach(one -> same.add("  " + one.id() + " " + one.state()));
    }
    for (IsdAs ia : scenario.running()) {
      for (Replica replica : scenario.replicas(ia)) {
        for (StoredSegment stored : scenario.segments(replica)) {
          expiryS.put(
              replica.id() + " " + Reachability.name(stored) + " " + stored.segment().peers(),
              stored.segment().expiryS());
        }
        same.add(replica.id() + " has revoked " + revoked(scenario, replica));
      }
    }
    for (int asked = 0; asked < 3; asked++) {
      scenario.everyHostUsesWhatItFinds();
      scenario.seconds(ASKED_AGAIN_AFTER_S);
    }
    for (IsdAs from : scenario.running()) {
      scenario
          .pathsFrom(from)
          .forEach(
              (to, paths) ->
                  same.add(
                      to
                          + " from "
                          + from
                          + paths.stream()
                              .map(path -> path.hops().toString())
                              .collect(Collectors.toCollection(TreeSet::new))));
    }
    return new State(same, expiryS, originated);
  }

  /** {@return the interfaces for which a replica has revocations in force} */
  private static Set<AsInterface> revoked(Scenario scenario, Replica replica) {
    Set<AsInterface> revoked = new TreeSet<>();
    for (var as : scenario.topology().ases().values()) {
      for (long id : as.interfaces().keySet()) {
        AsInterface end = new AsInterface(as.ia(), id);
        if (scenario.revocations(replica, end).stream()
            .anyMatch(stored -> stored.revocation().expiryMs() > scenario.nowMs())) {
          revoked.add(end);
        }
      }
    }
    return revoked;
  }
}
