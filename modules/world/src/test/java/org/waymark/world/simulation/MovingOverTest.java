package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.view.ReadView;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.folder.WorldVariant;
import org.waymark.world.site.Habits;

/**
 * ASes whose services have the habits of 2018. The second path server of each AS has its own log,
 * so that it shares as little with the first one as a replica shares with the old servers that it
 * replaces.
 */
class MovingOverTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-12");
  private static final IsdAs ASKER = IsdAs.parse("1-13");
  private static final long PATHS_MS = 2_500;

  /**
   * The time for ten rounds of registration, long enough for random choice to reach both of two
   * servers.
   */
  private static final int ROUNDS_S = 50;

  private static String oldServer(IsdAs ia) {
    return "ps" + ia + "-1";
  }

  private static String newServer(IsdAs ia) {
    return "ps" + ia + "-2";
  }

  private static ReplicaConfig withOwnLog(ReplicaConfig config) {
    if (config.id().equals(oldServer(config.ia()))) {
      return config;
    }
    KafkaLocation shared = config.kafka();
    return new ReplicaConfig(
        config.id(),
        config.topology(),
        config.asFolder(),
        config.storeFolder(),
        config.listen(),
        config.dispatcher(),
        config.http(),
        new KafkaLocation(
            shared.bootstrapServers(),
            new TopicNames("new." + config.ia()),
            shared.timeoutMs(),
            shared.client()),
        config.aheadMs(),
        config.treeTtls(),
        config.maxSegments(),
        config.refreshMin(),
        HistoryDepth.DEFAULT,
        config.audit(),
        config.limits());
  }

  private static SimulatedWorld world(Habits habits, boolean ownLogs) throws WorldException {
    return new SimulatedWorld(
        NetworkTopology.tiny(),
        WorldSettings.of(3)
            .withReplicasPerAs(2)
            .withVariant(WorldVariant.DEFAULT.withHabits(habits)),
        SimulatedWorld.Start.WITH_ALL_CHAINS,
        DampingSettings.DEFAULT.refreshMin(),
        NetworkConditions.GOOD,
        config -> ownLogs ? withOwnLog(config) : config);
  }

  /** {@return the stored segments of a replica, with their types} */
  private static Set<String> stored(SimulatedWorld simulated, String id) throws WorldException {
    Replica replica = simulated.world().replica(id);
    Set<String> names = new TreeSet<>();
    try (ReadView view = replica.view()) {
      for (SegmentType type : SegmentType.values()) {
        names.addAll(
            view
                .segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE), simulated.nowMs(), 100)
                .stream()
                .map(one -> type + " " + one.segment().id())
                .collect(Collectors.toSet()));
      }
    }
    return names;
  }

  private static List<EndToEndPath> paths(SimulatedWorld simulated, IsdAs from, IsdAs to)
      throws WorldException {
    return simulated.await(simulated.world().host(from).paths(to, PATHS_MS), PATHS_MS + 500);
  }

  private static void requirePaths(SimulatedWorld simulated, String when) throws WorldException {
    for (IsdAs from : List.of(CORE, LEAF, ASKER)) {
      for (IsdAs to : List.of(CORE, LEAF, ASKER)) {
        assertFalse(paths(simulated, from, to).isEmpty(), when + ": " + from + " to " + to);
      }
    }
  }

  @Test
  void asMovesOverStepByStepAndItsHostsAlwaysFindPaths() throws Exception {
    try (SimulatedWorld simulated = world(Habits.ORIGINAL, true)) {
      World world = simulated.world();
      for (IsdAs ia : List.of(CORE, LEAF, ASKER)) {
        world.restartBeaconServers(ia, List.of(oldServer(ia)));
        world.restartRouterAndHost(ia, List.of(oldServer(ia)));
      }
      simulated.runForMs(30_000);
      requirePaths(simulated, "at the old servers");

      for (IsdAs ia : List.of(LEAF, CORE)) {
        String older = oldServer(ia);
        String newer = newServer(ia);
        world.restartBeaconServers(ia, List.of(older, newer));
        simulated.runForMs(20_000);
        assertEquals(Set.of(), stored(simulated, newer), "only the first one is registered at");

        world.restartBeaconServers(ia, List.of(newer));
        world.restartRouterAndHost(ia, List.of(older, newer));
        simulated.runForMs(ROUNDS_S * 1_000);
        requirePaths(simulated, ia + ": beacon servers list the replica, routers both");
        assertTrue(
            stored(simulated, newer).containsAll(registered(ia, stored(simulated, older))),
            () -> ia + ": the replica lacks segments");

        world.restartRouterAndHost(ia, List.of(newer));
        requirePaths(simulated, ia + ": hosts and routers list the replica");
        world.killReplica(older);
        requirePaths(simulated, ia + ": the old server is stopped");
        simulated.runForMs(20_000);
        requirePaths(simulated, ia + ": moved over");
      }

      AsInterface end = new AsInterface(LEAF, 88);
      world.cut(end);
      simulated.runForMs(6_000);
      assertTrue(world.revokedIn(end).contains(LEAF), "the replica hears of revocations");
    }
  }

  /**
   * {@return the registered segments of an old server} All other segments were fetched for its
   * hosts, and can be fetched again.
   */
  private static Set<String> registered(IsdAs ia, Set<String> stored) {
    String type = (ia.equals(CORE) ? SegmentType.DOWN : SegmentType.UP).toString();
    return stored.stream().filter(one -> one.startsWith(type)).collect(Collectors.toSet());
  }

  @Test
  void onlyTheFirstListedServerIsSpokenToUntilAnotherIsListedFirst() throws Exception {
    try (SimulatedWorld simulated = world(Habits.ORIGINAL, false)) {
      World world = simulated.world();
      simulated.runForMs(30_000);
      assertFalse(paths(simulated, LEAF, ASKER).isEmpty());
      world.killReplica(oldServer(LEAF));
      simulated.runForMs(30_000);
      assertFalse(stored(simulated, newServer(LEAF)).isEmpty(), "it has what the log has");
      assertEquals(List.of(), paths(simulated, LEAF, ASKER), "and its host does not ask it");

      List<String> listed = List.of(newServer(LEAF), oldServer(LEAF));
      world.restartBeaconServers(LEAF, listed);
      world.restartRouterAndHost(LEAF, listed);
      simulated.runForMs(10_000);
      assertFalse(paths(simulated, LEAF, ASKER).isEmpty());
    }
  }

  @Test
  void serversInTurnMakeUpForADeadOne() throws Exception {
    try (SimulatedWorld simulated = world(Habits.WAYMARK, false)) {
      simulated.runForMs(30_000);
      simulated.world().killReplica(oldServer(LEAF));
      simulated.runForMs(30_000);
      assertFalse(paths(simulated, LEAF, ASKER).isEmpty());
    }
  }
}
