package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;
import org.waymark.world.WorldException;
import org.waymark.world.WorldStatus;
import org.waymark.world.folder.WorldSettings;

/**
 * A core AS and a leaf, whose replicas share one host and are behind its dispatcher (PROTOCOL 2.3).
 */
class DispatchedAsTest {
  private static final IsdAs LEAF = IsdAs.parse("1-16");
  private static final IsdAs CORE = IsdAs.parse("2-21");
  private static final int REVOKED_WITHIN_S = 6;

  /** A time longer than a program waits between two attempts to register. */
  private static final int REGISTERED_WITHIN_S = 7;

  private static Scenario started(long seed) throws WorldException {
    Scenario scenario =
        Scenario.of(
            NetworkTopology.twoIsds(),
            WorldSettings.of(seed).withReplicasPerAs(2).withDispatcherIn(Set.of(LEAF, CORE)));
    scenario.seconds(30);
    return scenario;
  }

  private static Optional<WorldStatus.DispatcherStatus> dispatcher(Scenario scenario, IsdAs ia) {
    return scenario.world().status().ases().stream()
        .filter(as -> as.ia().equals(ia))
        .findFirst()
        .flatMap(WorldStatus.As::dispatcher);
  }

  private static Optional<WorldStatus.DispatcherStatus> with(int registered) {
    return Optional.of(new WorldStatus.DispatcherStatus(true, registered));
  }

  private static double counted(Replica replica, String what) {
    return replica.registry().find(what).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void replicasOfOneHostConvergeWithTheNetwork() throws Exception {
    try (Scenario scenario = started(41)) {
      for (IsdAs ia : List.of(LEAF, CORE)) {
        assertEquals(with(2), dispatcher(scenario, ia));
        Set<InetAddress> hosts = new HashSet<>();
        for (Replica replica : scenario.replicas(ia)) {
          hosts.add(replica.address().getAddress());
          // The beacon server sends to the ports of the replicas in turn.
          assertTrue(counted(replica, "waymark.registrations") > 0, replica.id());
        }
        assertEquals(1, hosts.size());
      }
      assertEquals(Optional.empty(), dispatcher(scenario, IsdAs.parse("1-11")));
      assertFalse(scenario.paths("1-16", "2-23").isEmpty(), "out of it");
      assertFalse(scenario.paths("2-23", "1-16").isEmpty(), "into it");
      scenario.requireEveryHostFindsWhatConnects();
      // Local servers address a core AS as a service, so the replicas there take turns.
      for (Replica replica : scenario.replicas(CORE)) {
        assertTrue(counted(replica, "ps_reqs_total") > 0, replica.id());
      }
    }
  }

  @Test
  void cutLinkIsRevokedBehindADispatcherToo() throws Exception {
    AsInterface cut = Scenario.end("2-21#1");
    try (Scenario scenario = started(42)) {
      EndToEndPath best = scenario.paths("1-16", "2-23").getFirst();
      assertTrue(Scenario.crosses(best, cut), () -> "" + best.hops());
      scenario.cut("2-21#1");
      scenario.until(
          "every replica of the AS forgets what is over the link",
          REVOKED_WITHIN_S,
          () ->
              scenario.replicas(CORE).stream()
                  .allMatch(replica -> scenario.segmentsUsing(replica, cut) == 0));
      assertTrue(Scenario.isRevoked(scenario.echo(best)), "a far host is told by SCMP");
      scenario.until(
          "the path servers of the far AS know",
          2,
          () ->
              scenario.replicas(LEAF).stream()
                  .noneMatch(
                      replica -> scenario.revocations(replica, Scenario.end("1-11#3")).isEmpty()));
      scenario.seconds(20);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  @Test
  void dispatcherThatComesBackIsRegisteredWithAgain() throws Exception {
    try (Scenario scenario = started(43)) {
      assertFalse(scenario.paths("1-16", "2-23").isEmpty());
      scenario.world().stopDispatcher(LEAF);
      assertEquals(
          Optional.of(new WorldStatus.DispatcherStatus(false, 0)), dispatcher(scenario, LEAF));
      assertEquals(List.of(), scenario.paths("1-16", "2-23"), "nobody takes the request");
      scenario.seconds(20);
      assertTrue(
          scenario.replicas(LEAF).stream()
              .allMatch(replica -> replica.state().equals(Readiness.State.READY)),
          "replicas outlast it");

      scenario.world().startDispatcher(LEAF);
      scenario.until(
          "both replicas register again",
          REGISTERED_WITHIN_S,
          () -> dispatcher(scenario, LEAF).equals(with(2)));
      assertFalse(scenario.paths("1-16", "2-23").isEmpty());
      scenario.requireEveryHostFindsWhatConnects();

      scenario.world().killReplica("ps1-16-1");
      scenario.seconds(1);
      assertEquals(with(1), dispatcher(scenario, LEAF));
      assertFalse(scenario.paths("1-16", "2-23").isEmpty(), "the other one is asked");
      scenario.world().startReplica("ps1-16-1");
      scenario.until(
          "it registers", REGISTERED_WITHIN_S, () -> dispatcher(scenario, LEAF).equals(with(2)));
    }
  }

  @Test
  void whatCannotBeDoneWithADispatcherIsRefused() throws Exception {
    try (Scenario scenario = started(44)) {
      refused(() -> scenario.world().stopDispatcher(IsdAs.parse("1-11")), "have no dispatcher");
      refused(() -> scenario.world().startDispatcher(LEAF), "is already running");
      scenario.world().stopDispatcher(LEAF);
      refused(() -> scenario.world().stopDispatcher(LEAF), "is not running");
      scenario.world().stopAs(LEAF);
      refused(() -> scenario.world().startDispatcher(LEAF), "1-16 is not running");
      scenario.world().startAs(LEAF);
      scenario.seconds(1);
      assertEquals(with(2), dispatcher(scenario, LEAF));
    }
  }

  private static void refused(Action action, String why) {
    WorldException refused = assertThrows(WorldException.class, action::run);
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private interface Action {
    void run() throws WorldException;
  }
}
