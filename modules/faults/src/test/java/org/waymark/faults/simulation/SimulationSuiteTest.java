package org.waymark.faults.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.segment.ByteString;

class SimulationSuiteTest {
  private static final int RUNS = 10;

  /** The number of the first run with real databases. */
  private static final int ROCKS_RUN = 19;

  @TempDir private Path directory;
  private final SimulationSuite suite = new SimulationSuite();

  private Run run(long number, long seed) throws IOException {
    return new Run(number, seed, Files.createTempDirectory(directory, "run-"));
  }

  @Test
  void runsKeepAllPromises() throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (int seed = 0; seed < RUNS; seed++) {
      suite.run(run(0, seed)).forEach((name, count) -> counts.merge(name, count, Long::sum));
    }
    assertTrue(counts.get("registered-added") > RUNS, counts.toString());
    assertTrue(counts.get("revoked-recorded") > 0, counts.toString());
    assertTrue(counts.get("served-segments") > RUNS, counts.toString());
    assertTrue(counts.get("fault-crashes") > 0, counts.toString());
  }

  /** Their seeds are those of MUSEUM. */
  @ParameterizedTest
  @ValueSource(longs = {84, 144, 522, 531, 544, 713, 1012})
  void runThatOnceFailedKeepsAllPromises(long seed) throws Exception {
    assertTrue(suite.run(run(0, seed)).get("registrations") > 0);
  }

  @Test
  void runOnRealDatabasesKeepsAllPromises() throws Exception {
    assertTrue(suite.run(run(ROCKS_RUN, 1)).get("registered-added") > 0);
  }

  @Test
  void sameSeedGivesTheSameRun() throws Exception {
    ByteString first = suite.digest(run(0, 1));
    assertEquals(first, suite.digest(run(0, 1)));
    assertNotEquals(first, suite.digest(run(0, 2)));
  }

  @Test
  void floorsGrowWithTheSize() {
    Map<String, Long> release = suite.floors(Size.RELEASE);
    suite
        .floors(Size.CI)
        .forEach(
            (name, floor) ->
                assertEquals(
                    release.get(name) * suite.runs(Size.CI) / suite.runs(Size.RELEASE), floor));
  }
}
