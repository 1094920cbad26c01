package org.waymark.faults.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.segment.ByteString;

/**
 * The suite {@code simulation}. Every twentieth run uses real databases; the other runs are faster
 * without them.
 */
public final class SimulationSuite implements Suite {
  private static final long CI_RUNS = 2_000;
  private static final long RELEASE_RUNS = 20_000;
  private static final long ROCKS_EVERY = 20;

  /** The minimum counts that a thousand runs must reach. */
  private static final Map<String, Long> FLOORS_PER_1_000 = floors();

  private final SmallNetwork network = new SmallNetwork();

  private static Map<String, Long> floors() {
    Map<String, Long> floors = new HashMap<>();
    for (String fault :
        List.of(
            "answer-delays",
            "append-delays",
            "broker-jumps",
            "lease-losses",
            "lease-pauses",
            "lost-answers",
            "lost-appends",
            "outage",
            "partitions",
            "pauses",
            "refused-appends",
            "refused-connections",
            "repetitions",
            "replica-jumps",
            "restored-backups",
            "torn-writes",
            "truncations")) {
      floors.put("fault-" + fault, 500L);
    }
    for (String jump : List.of("100-ms", "3-s", "1-h", "25-h")) {
      floors.put("fault-jump-" + jump, 200L);
    }
    floors.put("fault-crashes", 1_500L);
    floors.put("fault-recreation", 150L);
    floors.put("reseeds", 80L);
    floors.put("rebuilds", 1_000L);
    floors.put("held-checked", 300L);
    floors.put("registered-added", 4_000L);
    floors.put("registered-updated", 3_000L);
    floors.put("registered-held", 3_000L);
    floors.put("registered-killed", 1_500L);
    floors.put("revoked-recorded", 1_200L);
    floors.put("forged-refused", 8_000L);
    floors.put("served-segments", 20_000L);
    floors.put("token-reads", 30_000L);
    floors.put("token-own-writes", 20_000L);
    floors.put("token-waits", 3_000L);
    floors.put("token-too-late", 1_500L);
    floors.put("token-refused", 120L);
    floors.put("token-lost", 800L);
    floors.put("token-loss-told", 5_000L);
    return Map.copyOf(floors);
  }

  @Override
  public String name() {
    return "simulation";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    FLOORS_PER_1_000.forEach((name, least) -> floors.put(name, least * runs(size) / 1_000));
    return floors;
  }

  @Override
  public Map<String, Long> run(Run run) throws BrokenPromiseException, IOException {
    try (SimulationRun simulation = new SimulationRun(network, run.seed(), disks(run))) {
      try {
        return simulation.perform();
      } finally {
        Files.write(run.directory().resolve("journal"), simulation.journal().lines());
      }
    }
  }

  /** Performs a run. {@return the hash of its journal} */
  ByteString digest(Run run) throws BrokenPromiseException {
    try (SimulationRun simulation = new SimulationRun(network, run.seed(), disks(run))) {
      simulation.perform();
      return simulation.journal().digest();
    }
  }

  private static IntFunction<ReplicaDisk> disks(Run run) {
    if (run.number() % ROCKS_EVERY != ROCKS_EVERY - 1) {
      return _ -> new ReplicaDisk.InMemory();
    }
    return number ->
        new ReplicaDisk.OfRocks(
            run.directory().resolve("replica-" + number),
            (what, cause) -> {
              throw new IllegalStateException(what, cause);
            });
  }
}
