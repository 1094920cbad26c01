package org.waymark.bench;

import java.util.Locale;
import java.util.function.Consumer;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.server.settings.DampingSettings;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.topology.TopologyGenerator;

/**
 * Measures how long a large world with logs and stores in memory takes to converge, in virtual and
 * in real time. Convergence lasts from the creation of the world until all pairs of ASes connected
 * by links are also connected by stored segments ({@link Reach}). Then a sample of hosts requests
 * paths.
 */
final class VirtualWorldBenchmark implements WorldBenchmark {
  private static final double GOAL_S = 900;

  @Override
  public String name() {
    return "virtual";
  }

  @Override
  public Figures run(WorldScale scale, Consumer<String> progress) {
    progress.accept("virtual: " + scale.virtualAses() + " ASes");
    long startNs = System.nanoTime();
    NetworkTopology topology = TopologyGenerator.generate(scale.virtualAses(), SEED);
    try (VirtualRun run =
        new VirtualRun(topology, WorldSettings.of(SEED), DampingSettings.DEFAULT.refreshMin())) {
      final double startedS = Elapsed.secondsSince(startNs);
      final long convergedMs = run.converge(line -> progress.accept("virtual: " + line));
      final double convergedS = Elapsed.secondsSince(startNs);
      final long events = run.events();
      run.ask(scale.asked());
      run.requireNoFaults();
      return new Figures.Collected()
          .add("ases", scale.virtualAses())
          .add("pairs", run.pairs())
          .add("start-real-s", startedS)
          .add("convergence-virtual-s", convergedMs / 1e3)
          .add("convergence-real-s", convergedS)
          .add("events-appended", events)
          .add("hosts-asked", scale.asked())
          .add("all-real-s", Elapsed.secondsSince(startNs))
          .under(
              name(),
              String.format(
                  Locale.ROOT,
                  "virtual: %d ASes converge in %.0f s of virtual time, %.0f s of real time (goal"
                      + " %.0f s), %d events appended",
                  scale.virtualAses(),
                  convergedMs / 1e3,
                  convergedS,
                  GOAL_S,
                  events),
              convergedS <= GOAL_S);
    }
  }
}
