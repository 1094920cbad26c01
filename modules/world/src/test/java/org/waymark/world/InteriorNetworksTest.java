package org.waymark.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.Ports;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.world.beacon.BeaconLimits;
import org.waymark.world.folder.LoopbackPlan;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.site.Habits;

/** Checks that if not all ASes start, everything is closed and every address is free again. */
class InteriorNetworksTest {
  private static final long SEED = 1;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs BROKEN = IsdAs.parse("1-12");
  private static final IsdAs LAST = IsdAs.parse("1-13");

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, SEED, faults);
  private final SimulatedNetwork network =
      new SimulatedNetwork(timers, SEED, NetworkConditions.GOOD, faults);
  private final MemoryLogs logs = new MemoryLogs(clock);
  private final Ports ports =
      new Ports(
          clock,
          timers,
          network,
          new SimulatedStreams(timers, SEED, faults),
          new SplittableRandom(SEED),
          faults);
  private final World.Shared shared =
      new World.Shared(
          Ed25519.fastest(),
          new SegmentVerifier(
              Ed25519.fastest(), new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY), clock),
          BeaconLimits.DEFAULT,
          Habits.WAYMARK);
  private final NetworkTopology topology = NetworkTopology.tiny();
  private final LoopbackPlan addresses = new LoopbackPlan(topology, WorldSettings.of(SEED));
  private final SortedMap<IsdAs, WorldPlan.PlannedAs> plans = new TreeMap<>();
  private final List<IsdAs> begun = new ArrayList<>();

  @BeforeEach
  void plan(@TempDir Path root) throws Exception {
    WorldFolder.create(root.resolve("w"), topology, WorldSettings.of(SEED), clock);
    WorldFolder folder = WorldFolder.open(root.resolve("w"));
    for (IsdAs ia : folder.sites().keySet()) {
      plans.put(
          ia,
          new WorldPlan.PlannedAs(
              folder.sites().get(ia),
              List.of(ReplicaConfig.read(folder.replicaFiles(ia).getFirst())),
              addresses.host(ia)));
    }
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), faults.faults());
  }

  private RunningAs.Interior startAllButOne(WorldPlan.PlannedAs plan) throws WorldException {
    IsdAs ia = plan.site().ia();
    begun.add(ia);
    if (ia.equals(BROKEN)) {
      throw new WorldException("no luck");
    }
    RunningAs.Interior interior =
        RunningAs.Interior.start(
            plan, shared, logs, ports, World.Mode.SIMULATED, ReplicaListener.NONE);
    assertFalse(isFree(replica(ia)));
    return interior;
  }

  private InetSocketAddress replica(IsdAs ia) {
    return addresses.pathServers(ia).values().iterator().next();
  }

  private boolean isFree(InetSocketAddress address) {
    try (DatagramEndpoint _ = network.open(address, (datagram, from) -> {})) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private void assertAllFree() {
    for (IsdAs ia : plans.keySet()) {
      List<InetSocketAddress> all = new ArrayList<>(addresses.pathServers(ia).values());
      all.add(addresses.borderRouter(ia));
      all.add(addresses.beaconServer(ia));
      all.add(addresses.certificateServer(ia));
      all.add(addresses.host(ia));
      topology.as(ia).interfaces().keySet().forEach(id -> all.add(addresses.linkEnd(ia, id)));
      all.forEach(one -> assertTrue(isFree(one), () -> one + " is taken"));
    }
  }

  @Test
  void whatHadStartedInTurnIsClosedWhenOneDoesNotStart() {
    try (InteriorNetworks interiors = new InteriorNetworks()) {
      WorldException refused =
          assertThrows(
              WorldException.class,
              () -> interiors.startInTurn(plans.values(), this::startAllButOne));
      assertEquals("no luck", refused.getMessage());
      assertFalse(isFree(replica(CORE)), "still there: it is up to the caller");
    }
    assertEquals(List.of(CORE, BROKEN), begun);
    assertAllFree();
  }

  /** Runs on one thread, since a simulation has only one. */
  @Test
  void whatHadStartedOnThreadsIsClosedWhenOneDoesNotStart() {
    try (InteriorNetworks interiors = new InteriorNetworks()) {
      WorldException refused =
          assertThrows(
              WorldException.class, () -> interiors.start(plans.values(), 1, this::startAllButOne));
      assertEquals("no luck", refused.getMessage());
    }
    assertEquals(List.of(CORE, BROKEN), begun.subList(0, 2));
    assertAllFree();
  }

  @Test
  void whatWasTakenIsNotClosedWithTheOthers() throws Exception {
    RunningAs.Interior taken;
    try (InteriorNetworks interiors = new InteriorNetworks()) {
      plans.remove(BROKEN);
      interiors.start(plans.values(), 1, this::startAllButOne);
      taken = interiors.take(LAST);
    }
    assertTrue(isFree(replica(CORE)));
    assertFalse(isFree(replica(LAST)));
    taken.close();
    assertAllFree();
  }
}
