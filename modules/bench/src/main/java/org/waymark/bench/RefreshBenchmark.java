package org.waymark.bench;

import java.util.Locale;
import java.util.function.Consumer;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.server.settings.DampingSettings;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.topology.TopologyGenerator;

/**
 * Measures the effect of refresh damping. It counts the events that the same world in virtual time
 * appends with and without damping, both until the world has converged and during a subsequent
 * period in which its beacons are renewed. Segments have a short lifetime, so that some refreshes
 * occur during that period even with damping.
 */
final class RefreshBenchmark implements WorldBenchmark {
  /**
   * The lifetime of segments in seconds. Damping lets a refresh pass after a tenth of this
   * lifetime, which is 90 s.
   */
  private static final int SEGMENT_TTL_S = 900;

  /** The numbers of events that a world appended. */
  private record Appended(double convergedS, long converging, long after) {}

  @Override
  public String name() {
    return "refresh";
  }

  @Override
  public Figures run(WorldScale scale, Consumer<String> progress) {
    progress.accept("refresh: " + scale.refreshAses() + " ASes, with damping");
    Appended damped = run(scale, DampingSettings.DEFAULT.refreshMin(), progress);
    progress.accept("refresh: " + scale.refreshAses() + " ASes, without damping");
    Appended all = run(scale, 0, progress);
    return new Figures.Collected()
        .add("ases", scale.refreshAses())
        .add("stretch-virtual-s", scale.refreshStretch().toSeconds())
        .add("segment-ttl-s", SEGMENT_TTL_S)
        .add("damped-convergence-virtual-s", damped.convergedS)
        .add("damped-events-to-converge", damped.converging)
        .add("damped-events-in-stretch", damped.after)
        .add("undamped-convergence-virtual-s", all.convergedS)
        .add("undamped-events-to-converge", all.converging)
        .add("undamped-events-in-stretch", all.after)
        .under(
            name(),
            String.format(
                Locale.ROOT,
                "refresh: %d events with damping, %d without, in %d s after convergence of %d ASes",
                damped.after,
                all.after,
                scale.refreshStretch().toSeconds(),
                scale.refreshAses()),
            true);
  }

  private static Appended run(WorldScale scale, double refreshMin, Consumer<String> progress) {
    NetworkTopology topology = TopologyGenerator.generate(scale.refreshAses(), SEED);
    WorldSettings settings = WorldSettings.of(SEED).withSegmentTtlS(SEGMENT_TTL_S);
    try (VirtualRun run = new VirtualRun(topology, settings, refreshMin)) {
      final long convergedMs = run.converge(progress);
      final long converging = run.events();
      run.runForMs(scale.refreshStretch().toMillis());
      run.requireNoFaults();
      return new Appended(convergedMs / 1e3, converging, run.events() - converging);
    }
  }
}
