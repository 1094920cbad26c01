package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;

/** A simulation is determined by its seed: the same seed always results in the same run. */
class SameRunTest {
  private static final NetworkConditions MISBEHAVING =
      new NetworkConditions(0.1, 0.05, 0.05, 1, 80);

  @Test
  void sameSeedIsTheSameRun() throws Exception {
    List<String> first = run(61);
    assertIterableEquals(first, run(61));
    assertNotEquals(first, run(62));
  }

  /**
   * {@return everything observable in a run} This includes every second the interfaces, beacon
   * counters, offsets and digests of every AS, and in between paths and the outcomes of echo
   * requests.
   */
  private static List<String> run(long seed) throws Exception {
    List<String> seen = new ArrayList<>();
    try (Scenario scenario = Scenario.on(MISBEHAVING, NetworkTopology.twoIsds(), 2, seed)) {
      for (int second = 1; second <= 28; second++) {
        scenario.seconds(1);
        seen.add(scenario.world().status().toString());
        switch (second) {
          case 15 -> see(scenario, seen);
          case 17 -> scenario.cut("1-11#3");
          case 19 -> scenario.world().killReplica("ps1-11-1");
          case 25 -> scenario.world().startReplica("ps1-11-1");
          default -> {
            // Only let time pass.
          }
        }
      }
      see(scenario, seen);
    }
    return seen;
  }

  private static void see(Scenario scenario, List<String> seen) {
    scenario
        .pathsFrom(IsdAs.parse("1-16"))
        .forEach(
            (to, paths) -> {
              paths.forEach(path -> seen.add(path.hops() + " until " + path.expiryS()));
              seen.add(to + " " + paths.size() + " " + scenario.broken(paths));
            });
  }
}
