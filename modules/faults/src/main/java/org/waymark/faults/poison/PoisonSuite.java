package org.waymark.faults.poison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.faults.simulation.SmallNetwork;

/**
 * The suite {@code poison}. Every tenth run uses topics in a real broker, which these runs share;
 * all other runs use topics in memory.
 */
public final class PoisonSuite implements Suite, AutoCloseable {
  private static final long CI_RUNS = 40;
  private static final long RELEASE_RUNS = 4_000;

  /** The minimum number of records that a run must write on average. */
  private static final long LEAST_PER_RUN = 25;

  private static final long BROKER_EVERY = 10;

  /** The minimum number of records of each kind that a thousand runs must have written. */
  private static final long LEAST_PER_KIND = 100;

  private static final long LEAST_HONEST = 3_000;

  private final SmallNetwork network = new SmallNetwork();
  private Optional<EmbeddedBroker> broker = Optional.empty();

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    for (String kind :
        new PoisonRecords(network, SmallNetwork.CORE, new java.util.Random(0)).kinds()) {
      floors.put("poison-" + kind, LEAST_PER_KIND * runs(size) / 1_000);
    }
    floors.put("poison", LEAST_PER_RUN * runs(size));
    floors.put("honest", LEAST_HONEST * runs(size) / 1_000);
    floors.put("broker-runs", runs(size) / BROKER_EVERY);
    floors.put("fault-crashes", LEAST_PER_KIND * runs(size) / 1_000);
    return floors;
  }

  @Override
  public Map<String, Long> run(Run run) throws BrokenPromiseException, IOException {
    if (run.number() % BROKER_EVERY == BROKER_EVERY - 1) {
      return new BrokerPoisonRun(network, run, broker().bootstrapServers()).perform();
    }
    try (MemoryPoisonRun poisoned = new MemoryPoisonRun(network, run.seed())) {
      return poisoned.perform();
    }
  }

  private EmbeddedBroker broker() throws IOException {
    if (broker.isEmpty()) {
      Path directory = Files.createTempDirectory("waymark-faults-broker-");
      broker = Optional.of(EmbeddedBroker.start(EmbeddedBroker.Config.of(directory, 0)));
    }
    return broker.get();
  }

  /** Stops the broker. */
  @Override
  public void close() {
    broker.ifPresent(EmbeddedBroker::close);
  }
}
