package org.waymark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.waymark.edge.config.StartupException;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.SystemClock;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.live.RealWorld;
import org.waymark.world.topology.TopologyGenerator;

/**
 * Measures how long a world with UDP sockets, RocksDB and its own broker takes to converge, from
 * the start of the broker until all pairs of ASes connected by links are also connected by stored
 * segments ({@link Reach}). Then a sample of hosts requests paths. The start-up files are written
 * beforehand.
 */
final class RealWorldBenchmark implements WorldBenchmark {
  private static final double GOAL_S = 90;
  private static final double CONVERGES_WITHIN_S = 600;
  private static final long LOOK_AGAIN_AFTER_NS = 250_000_000;
  private static final double MIB = 1 << 20;
  private static final Path OWN_STATUS = Path.of("/proc/self/status");

  @Override
  public String name() {
    return "real";
  }

  @Override
  public Figures run(WorldScale scale, Consumer<String> progress) throws IOException {
    NetworkTopology topology = TopologyGenerator.generate(scale.realAses(), SEED);
    Path root = Files.createTempDirectory("waymark-bench-");
    try {
      progress.accept("real: writing the files of " + scale.realAses() + " ASes");
      SystemClock clock = new SystemClock();
      WorldFolder.create(root.resolve("world"), topology, WorldSettings.of(SEED), clock);
      WorldFolder folder = WorldFolder.open(root.resolve("world"));
      progress.accept("real: starting a broker and " + scale.realAses() + " ASes");
      double startCpuS = cpuS();
      long startNs = System.nanoTime();
      try (RealWorld real = new RealWorld(folder)) {
        return new Run(topology, real.world(), scale.asked(), clock, startNs, startCpuS, progress)
            .figures();
      }
    } catch (StartupException | WorldException e) {
      throw new InvalidRunException(e.getMessage());
    } finally {
      FileTree.delete(root);
    }
  }

  /** A run after the world has started. */
  private record Run(
      NetworkTopology topology,
      World world,
      int asked,
      SystemClock clock,
      long startNs,
      double startCpuS,
      Consumer<String> progress) {
    Figures figures() throws IOException, WorldException {
      double startedS = Elapsed.secondsSince(startNs);
      progress.accept(String.format(Locale.ROOT, "real: started all ASes after %.1f s", startedS));
      Reach expected = Reach.overLinks(topology);
      converge(expected);
      final double convergedS = Elapsed.secondsSince(startNs);
      final double cpuS = cpuS() - startCpuS;
      final long events = VirtualRun.events(topology, world);
      progress.accept(String.format(Locale.ROOT, "real: converged after %.1f s", convergedS));
      HostQuestions.ask(world, expected.sample(asked, SEED), CompletableFuture::join);
      int ases = topology.ases().size();
      Figures.Collected figures =
          new Figures.Collected()
              .add("ases", ases)
              .add("pairs", expected.pairs())
              .add("start-s", startedS)
              .add("convergence-s", convergedS)
              .add("processors-worked-s", cpuS)
              .add("events-appended", events)
              .add("hosts-asked", asked)
              .add("all-s", Elapsed.secondsSince(startNs));
      if (Files.exists(OWN_STATUS)) {
        figures.add("peak-memory-mib", peakMemoryBytes() / MIB);
      }
      return figures.under(
          "real",
          String.format(
              Locale.ROOT,
              "real: %d ASes converge in %.1f s (goal %.0f s), %d events appended",
              ases,
              convergedS,
              GOAL_S,
              events),
          convergedS <= GOAL_S);
    }

    private void converge(Reach expected) throws WorldException {
      int missing = expected.pairs();
      while (missing > 0) {
        if (Elapsed.secondsSince(startNs) > CONVERGES_WITHIN_S) {
          throw new InvalidRunException(missing + " pairs of ASes have no path after ten minutes");
        }
        LockSupport.parkNanos(LOOK_AGAIN_AFTER_NS);
        missing = Reach.overSegments(topology, world, clock.wallMs()).missingOf(expected);
      }
    }
  }

  /** {@return the CPU time of this process in seconds} */
  private static double cpuS() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** {@return the peak memory of this process in bytes, including memory outside the heap} */
  private static long peakMemoryBytes() throws IOException {
    String line =
        Files.readAllLines(OWN_STATUS).stream()
            .filter(one -> one.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow(() -> new IOException(OWN_STATUS + " has no VmHWM"));
    return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
  }
}
