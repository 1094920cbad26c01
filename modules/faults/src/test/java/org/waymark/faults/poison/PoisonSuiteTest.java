package org.waymark.faults.poison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;

class PoisonSuiteTest {
  private static final int RUNS = 10;

  /** The number of the first run with a real broker. */
  private static final int BROKER_RUN = 9;

  @TempDir private Path directory;

  @Test
  void runsKeepAllPromises() throws Exception {
    try (PoisonSuite suite = new PoisonSuite()) {
      Map<String, Long> counts = new TreeMap<>();
      for (int seed = 0; seed < RUNS; seed++) {
        suite
            .run(new Run(0, seed, directory))
            .forEach((name, count) -> counts.merge(name, count, Long::sum));
      }
      assertTrue(counts.get("quarantined") > RUNS, counts.toString());
      assertTrue(counts.get("honest") > RUNS, counts.toString());
    }
  }

  @Test
  void runOnABrokerKeepsAllPromises() throws Exception {
    try (PoisonSuite suite = new PoisonSuite()) {
      Map<String, Long> counts = suite.run(new Run(BROKER_RUN, 1, directory));
      assertEquals(1, counts.get("broker-runs"));
      assertTrue(counts.get("quarantined") > 0, counts.toString());
    }
  }
}
