package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;

class ConvergenceTest {
  @Test
  void everyPathThatHostsFindCarriesPackets() throws Exception {
    NetworkTopology topology = NetworkTopology.twoIsds();
    try (SimulatedWorld simulated =
        new SimulatedWorld(topology, WorldSettings.of(1), NetworkConditions.GOOD)) {
      simulated.runForMs(30_000);
      System.out.println(simulated.world().status());
      for (IsdAs from : topology.ases().keySet()) {
        for (IsdAs to : topology.ases().keySet()) {
          Host host = simulated.world().host(from);
          List<EndToEndPath> paths = simulated.await(host.paths(to, 3_000), 4_000);
          assertFalse(paths.isEmpty(), () -> from + " finds no path to " + to);
          for (EndToEndPath path : paths) {
            EchoOutcome outcome =
                simulated.await(
                    host.echo(simulated.world().host(to).address(), path, 1_000), 2_000);
            assertEquals(EchoOutcome.Answered.class, outcome.getClass(), path + " " + outcome);
          }
        }
      }
      assertEquals(List.of(), simulated.faults());
    }
  }
}
