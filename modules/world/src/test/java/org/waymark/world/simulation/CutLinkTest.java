package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoredSegment;
import org.waymark.world.WorldException;
import org.waymark.world.beacon.InterfaceStatus;
import org.waymark.world.host.EchoOutcome;

class CutLinkTest {
  private static final AsInterface CUT = Scenario.end("1-11#3");
  private static final AsInterface OTHER_END = Scenario.end("2-21#1");

  /**
   * The sum of 3.5 s of silence, half a second to detect it, and the time until the revocation is
   * applied.
   */
  private static final int REVOKED_WITHIN_S = 6;

  /**
   * The time for a keepalive, beacons over at most four ASes and a registration, which all happen
   * every 5 s.
   */
  private static final int BACK_WITHIN_S = 30;

  /**
   * The time for two rounds of 10 s, at the local server and at its core server, and another
   * request of the host after 5 s.
   */
  private static final int SEEN_WITHIN_S = 25;

  @Test
  void cutLinkIsRevokedAvoidedAndForgottenUntilItIsRestored() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 2, 3)) {
      scenario.seconds(30);
      Set<String> registered = Reachability.registered(scenario).keySet();
      EndToEndPath best = scenario.paths("1-16", "2-23").getFirst();
      assertTrue(Scenario.crosses(best, CUT), () -> best.hops() + " goes over the core link");
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(best));
      Map<String, Set<String>> before = unconcerned(scenario);

      scenario.cut("1-11#3");
      assertInstanceOf(EchoOutcome.Lost.class, scenario.echo(best), "nobody knows yet");
      scenario.until(
          "every replica of both ASes forgets what is over the link",
          REVOKED_WITHIN_S,
          () -> holders(scenario, "1-11", CUT) + holders(scenario, "2-21", OTHER_END) == 0);
      for (Replica replica : scenario.replicas(CUT.ia())) {
        assertFalse(scenario.revocations(replica, CUT).isEmpty(), replica.id());
      }
      assertEquals(Set.of(3), revokedByRouter(scenario, CUT.ia()));

      assertTrue(Scenario.isRevoked(scenario.echo(best)), "a far host is told by SCMP");
      scenario.until(
          "every path server of the far AS records it and forgets",
          2,
          () ->
              holders(scenario, "1-16", CUT) == 0
                  && scenario.replicas(IsdAs.parse("1-16")).stream()
                      .noneMatch(replica -> scenario.revocations(replica, CUT).isEmpty()));
      List<EndToEndPath> others = scenario.paths("1-16", "2-23");
      assertFalse(others.isEmpty());
      others.forEach(path -> assertFalse(Scenario.crosses(path, CUT), () -> "" + path.hops()));
      assertEquals(List.of(), scenario.broken(others));
      assertTrue(
          Scenario.crosses(others.getFirst(), Scenario.end("1-13#3")),
          () -> "next best: " + others.getFirst().hops());
      assertKept(before, unconcerned(scenario));

      scenario.seconds(20);
      scenario.requireEveryHostFindsWhatConnects();

      scenario.restore("1-11#3");
      scenario.until(
          "every segment is registered again",
          BACK_WITHIN_S,
          () -> Reachability.registered(scenario).keySet().containsAll(registered));
      assertEquals(Set.of(), revokedByRouter(scenario, CUT.ia()));
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  /** A host that makes its request after the link is restored sees all paths. */
  @Test
  void allPathsAreBackAfterTheLinkIsRestored() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 4)) {
      scenario.seconds(30);
      Set<String> before = fingerprints(scenario.paths("1-13", "2-21"));
      scenario.cut("1-13#3");
      scenario.seconds(REVOKED_WITHIN_S);
      Set<String> during = fingerprints(scenario.paths("1-13", "2-21"));
      assertTrue(before.containsAll(during) && during.size() < before.size());
      scenario.restore("1-13#3");
      scenario.seconds(BACK_WITHIN_S);
      assertEquals(before, fingerprints(scenario.paths("1-13", "2-21")));
    }
  }

  /**
   * No segment expires in that time: while hosts request them, the server keeps refreshing the
   * segments it learned from others.
   */
  @Test
  void hostThatWentOnAskingSeesTheBestPathAgainSoonAfterTheLinkIsRestored() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 7)) {
      scenario.seconds(30);
      Set<String> registered = Reachability.registered(scenario).keySet();
      EndToEndPath best = scenario.paths("1-16", "2-23").getFirst();
      assertTrue(Scenario.crosses(best, CUT), () -> best.hops() + " goes over the core link");
      scenario.cut("1-11#3");
      scenario.seconds(REVOKED_WITHIN_S);
      assertTrue(Scenario.isRevoked(scenario.echo(best)));
      scenario.seconds(1);
      assertFalse(Scenario.crosses(scenario.paths("1-16", "2-23").getFirst(), CUT));

      scenario.restore("1-11#3");
      scenario.until(
          "every segment is registered again",
          BACK_WITHIN_S,
          () -> Reachability.registered(scenario).keySet().containsAll(registered));
      boolean seen = false;
      for (int s = 0; s < SEEN_WITHIN_S && !seen; s += 5) {
        scenario.seconds(5);
        seen = scenario.paths("1-16", "2-23").getFirst().fingerprint().equals(best.fingerprint());
      }
      assertTrue(seen, "the best path is listed first again");
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(best));
    }
  }

  @Test
  void pathOverCutPeerLinkIsNotListedAnyMore() throws Exception {
    AsInterface peering = Scenario.end("1-17#22");
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 5)) {
      scenario.seconds(30);
      EndToEndPath best = scenario.paths("1-17", "2-24").getFirst();
      assertTrue(Scenario.crosses(best, peering), () -> best.hops() + " is over the peer link");
      scenario.cut("1-17#22");
      scenario.seconds(REVOKED_WITHIN_S);
      assertTrue(Scenario.isRevoked(scenario.echo(best)));
      List<EndToEndPath> others = scenario.paths("1-17", "2-24");
      assertFalse(others.isEmpty());
      others.forEach(path -> assertFalse(Scenario.crosses(path, peering), () -> "" + path.hops()));
      scenario.seconds(20);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  /**
   * For a few seconds, segments at a server still name the peer link, and no host has tried it yet.
   */
  @Test
  void pathOverCutPeerLinkIsNotListedOnceTheServerKnowsAndIsListedAgain() throws Exception {
    AsInterface peering = Scenario.end("1-17#22");
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 7)) {
      scenario.seconds(30);
      EndToEndPath best = scenario.paths("1-17", "2-24").getFirst();
      assertTrue(Scenario.crosses(best, peering), () -> best.hops() + " is over the peer link");
      Replica server = scenario.replicas(peering.ia()).getFirst();
      scenario.cut("1-17#22");
      scenario.until(
          "the server of the AS knows",
          REVOKED_WITHIN_S,
          () -> !scenario.revocations(server, peering).isEmpty());
      assertTrue(
          scenario.segments(server).stream().anyMatch(stored -> peersBy(stored, peering)),
          "segments name the peer link");
      List<EndToEndPath> others = scenario.paths("1-17", "2-24");
      assertFalse(others.isEmpty());
      others.forEach(path -> assertFalse(Scenario.crosses(path, peering), () -> "" + path.hops()));
      assertEquals(List.of(), scenario.broken(others));

      scenario.restore("1-17#22");
      scenario.until(
          "the path over the peer link is listed again, and works",
          BACK_WITHIN_S,
          () ->
              scenario.paths("1-17", "2-24").stream()
                  .filter(path -> Scenario.crosses(path, peering))
                  .anyMatch(path -> scenario.echo(path) instanceof EchoOutcome.Answered));
    }
  }

  /**
   * Hosts kept requesting while the link was cut, so all segments learned from others date from
   * that time. The first answers after the restoration may still contain them.
   */
  @ParameterizedTest
  @ValueSource(longs = {8, 9, 10})
  void pathOverRestoredPeerLinkIsListedOnceWhatIsRememberedIsAskedForAgain(long seed)
      throws Exception {
    AsInterface peering = Scenario.end("1-17#22");
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, seed)) {
      scenario.seconds(30);
      assertTrue(Scenario.crosses(scenario.paths("1-17", "2-24").getFirst(), peering));
      Replica server = scenario.replicas(peering.ia()).getFirst();
      scenario.cut("1-17#22");
      for (int s = 0; s < 60; s++) {
        scenario.paths("1-17", "2-24");
        scenario.seconds(1);
      }
      for (AsInterface end : scenario.ends(peering)) {
        assertTrue(
            scenario.segments(server).stream().noneMatch(stored -> peersBy(stored, end)),
            () -> "nothing that the server has names the peer link at " + end);
      }

      scenario.restore("1-17#22");
      scenario.seconds(BACK_WITHIN_S);
      scenario.until(
          "the path over the peer link is listed again, and works",
          SEEN_WITHIN_S,
          () ->
              scenario.paths("1-17", "2-24").stream()
                  .filter(path -> Scenario.crosses(path, peering))
                  .anyMatch(path -> scenario.echo(path) instanceof EchoOutcome.Answered));
    }
  }

  private static boolean peersBy(StoredSegment stored, AsInterface end) {
    return stored.segment().peers().stream()
        .anyMatch(peer -> peer.ia().equals(end.ia()) && peer.uses(end.id()));
  }

  @Test
  void neighbourIsDownForBothBeaconServersAndUpAgain() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.tiny(), 1, 6)) {
      scenario.seconds(5);
      assertEquals(InterfaceStatus.State.UP, state(scenario, "1-11", 50));
      scenario.cut("1-12#17");
      scenario.seconds(5);
      assertEquals(InterfaceStatus.State.DOWN, state(scenario, "1-11", 50));
      assertEquals(InterfaceStatus.State.DOWN, state(scenario, "1-12", 17));
      scenario.restore("1-11#50");
      scenario.seconds(2);
      assertEquals(InterfaceStatus.State.UP, state(scenario, "1-11", 50));
      assertEquals(InterfaceStatus.State.UP, state(scenario, "1-12", 17));
    }
  }

  private static InterfaceStatus.State state(Scenario scenario, String ia, int id)
      throws WorldException {
    return scenario.world().status().ases().stream()
        .filter(as -> as.ia().equals(IsdAs.parse(ia)))
        .flatMap(as -> as.beaconing().stream())
        .flatMap(beaconing -> beaconing.interfaces().stream())
        .filter(one -> one.id() == id)
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static Set<Integer> revokedByRouter(Scenario scenario, IsdAs ia) {
    return scenario.world().status().ases().stream()
        .filter(as -> as.ia().equals(ia))
        .findFirst()
        .orElseThrow()
        .revoked();
  }

  /** {@return the total number of stored segments over the interface in the replicas of an AS} */
  private static int holders(Scenario scenario, String ia, AsInterface end) {
    return scenario.replicas(IsdAs.parse(ia)).stream()
        .mapToInt(replica -> scenario.segmentsUsing(replica, end))
        .sum();
  }

  /** {@return for each replica, the segments that are not affected by the cut} */
  private static Map<String, Set<String>> unconcerned(Scenario scenario) {
    List<AsInterface> ends = List.of(CUT, OTHER_END);
    Map<String, Set<String>> all = new TreeMap<>();
    for (IsdAs ia : scenario.running()) {
      for (Replica replica : scenario.replicas(ia)) {
        all.put(
            replica.id(),
            scenario.segments(replica).stream()
                .filter(stored -> !Scenario.crosses(ends).test(stored))
                .map(Reachability::name)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return all;
  }

  private static void assertKept(Map<String, Set<String>> before, Map<String, Set<String>> after) {
    before.forEach(
        (replica, segments) -> {
          Set<String> lost = new TreeSet<>(segments);
          lost.removeAll(after.get(replica));
          assertEquals(Set.of(), lost, () -> replica + " lost what is not over the link");
        });
  }

  private static Set<String> fingerprints(List<EndToEndPath> paths) {
    return paths.stream()
        .map(path -> path.fingerprint().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
