package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;

/** What a simulation did follows from its seed: whoever is told the seed sees the same. */
class SameRunTest {
  private static final NetworkConditions MISBEHAVING =
      new NetworkConditions(0.1, 0.05, 0.05, 1, 80);

  @Test
  void sameSeedIsTheSameRun() throws Exception {
    String first = run(61);
    assertEquals(first, run(61));
    assertNotEquals(first, run(62));
  }

  /**
   * {@return everything that can be seen of a run: every second, the interfaces, beacon counters,
   * offsets and digests of every AS and what the network carried; in between, paths and echoes}
   */
  private static String run(long seed) throws Exception {
    StringBuilder seen = new StringBuilder();
    try (Scenario scenario = Scenario.on(MISBEHAVING, NetworkTopology.twoIsds(), 2, seed)) {
      for (int second = 1; second <= 40; second++) {
        scenario.seconds(1);
        seen.append(scenario.world().status()).append('\n');
        switch (second) {
          case 15, 30 -> see(scenario, seen);
          case 20 -> scenario.cut("1-11#3");
          case 24 -> scenario.world().stopReplica("ps1-11-1");
          case 32 -> scenario.world().startReplica("ps1-11-1");
          default -> {
            // Time passes.
          }
        }
      }
      see(scenario, seen);
    }
    return seen.toString();
  }

  private static void see(Scenario scenario, StringBuilder seen) {
    scenario
        .pathsFrom(IsdAs.parse("1-16"))
        .forEach(
            (to, paths) -> {
              seen.append(to);
              paths.forEach(path -> seen.append(' ').append(path.hops()).append(path.expiryS()));
              seen.append(scenario.broken(paths)).append('\n');
            });
  }
}
