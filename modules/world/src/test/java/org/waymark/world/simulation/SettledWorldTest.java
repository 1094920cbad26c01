package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waymark.edge.ReplicaConfig;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.WorldStatus;
import org.waymark.world.folder.WorldSettings;

/** A world whose beacon servers leave out rounds while nothing happens. */
class SettledWorldTest {
  private static final IsdAs FROM = IsdAs.parse("1-17");
  private static final IsdAs TO = IsdAs.parse("2-24");
  private static final AsInterface PEERING = new AsInterface(FROM, 22);
  private static final long PATHS_MS = 2_500;

  private static SimulatedWorld settling() throws Exception {
    return new SimulatedWorld(
        NetworkTopology.twoIsds(),
        WorldSettings.of(4).withSegmentTtlS(1_350),
        SimulatedWorld.Start.WITH_ALL_CHAINS,
        ReplicaConfig.DEFAULT_REFRESH_MIN,
        NetworkConditions.GOOD,
        UnaryOperator.identity(),
        true);
  }

  private static List<EndToEndPath> paths(SimulatedWorld simulated) throws Exception {
    return simulated.await(simulated.world().host(FROM).paths(TO, PATHS_MS), PATHS_MS + 500);
  }

  private static boolean crosses(List<EndToEndPath> paths) {
    return paths.stream().anyMatch(path -> path.interfaces().contains(PEERING));
  }

  private static long originated(SimulatedWorld simulated) {
    return simulated.world().status().ases().stream()
        .map(WorldStatus.As::beaconing)
        .flatMap(List::stream)
        .mapToLong(server -> server.originated())
        .sum();
  }

  @Test
  void segmentsAreRenewedAndChangesAreSeenAsSoonAsInAnyWorld() throws Exception {
    try (SimulatedWorld simulated = settling()) {
      simulated.runForMs(120_000);
      long busy = originated(simulated);
      simulated.runForMs(1_800_000);
      assertTrue(originated(simulated) - busy < busy * 4, "most rounds are left out");
      assertTrue(crosses(paths(simulated)), "segments of half an hour ago have ended");

      simulated.world().cut(PEERING);
      simulated.runForMs(6_000);
      assertFalse(crosses(paths(simulated)));
      simulated.runForMs(900_000);
      simulated.world().restore(PEERING);
      simulated.runForMs(40_000);
      assertTrue(crosses(paths(simulated)));
    }
  }
}
