package org.waymark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.world.KafkaLogs;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;

/**
 * Measures the heap of one replica of one AS without traffic. An {@link IdleReplica} runs in a
 * separate process, with the start-up files of a world and a broker in this process. Live objects
 * are measured after a full collection, first when the replica becomes ready and then again some
 * time later. The maximum heap of the process is the goal, so the replica must also start and run
 * within it.
 */
final class ReplicaHeapBenchmark implements WorldBenchmark {
  private static final int GOAL_MIB = 64;
  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public Figures run(WorldScale scale, Consumer<String> progress)
      throws IOException, InterruptedException {
    progress.accept("heap: one replica in a separate process");
    Path root = Files.createTempDirectory("waymark-bench-");
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Config.of(root.resolve("kafka"), 0))) {
      double aliveMib =
          aliveMib(config(root.resolve("world"), broker), root.resolve("serve.log"), scale.idle());
      return new Figures.Collected()
          .add("heap-limit-mib", GOAL_MIB)
          .add("heap-alive-mib", aliveMib)
          .under(
              name(),
              String.format(
                  Locale.ROOT,
                  "heap: %.1f MiB of live objects in a replica without traffic (goal %d MiB)",
                  aliveMib,
                  GOAL_MIB),
              aliveMib < GOAL_MIB);
    } catch (StartupException e) {
      throw new InvalidRunException(e.getMessage());
    } finally {
      FileTree.delete(root);
    }
  }

  /**
   * Creates the log of a replica in the broker.
   *
   * @return the configuration of the replica
   */
  private static Path config(Path world, EmbeddedBroker broker)
      throws IOException, StartupException {
    NetworkTopology topology = NetworkTopology.twoIsds();
    SystemClock clock = new SystemClock();
    WorldFolder.create(world, topology, WorldSettings.of(SEED), clock);
    WorldFolder folder = WorldFolder.open(world);
    IsdAs ia = topology.ases().lastKey();
    Path file = folder.replicaFiles(ia).getFirst();
    ReplicaConfig config = ReplicaConfig.read(file);
    String bootstrap = config.kafka().bootstrapServers();
    Files.writeString(file, Files.readString(file).replace(bootstrap, broker.bootstrapServers()));
    new KafkaLogs(broker.bootstrapServers(), clock)
        .make(config, folder.sites().get(ia).certificates());
    return file;
  }

  /**
   * Runs the replica and measures its live objects when it becomes ready and again some time later.
   *
   * @param told the file for the output of the replica
   * @return the larger of the two sizes in MiB
   */
  private static double aliveMib(Path config, Path told, Duration idle)
      throws IOException, InterruptedException {
    try (WaymarkProcess serve =
        WaymarkProcess.started(
            WaymarkProcess.java(
                List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx" + GOAL_MIB + "m"),
                IdleReplica.class,
                config.toString()),
            IdleReplica.READY,
            told)) {
      long atStart = serve.aliveBytes();
      serve.requireAlive(idle);
      return Math.max(atStart, serve.aliveBytes()) / MIB;
    }
  }
}
