package org.waymark.bench;

import java.util.function.Consumer;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.LoopbackPlan;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.simulation.SimulatedWorld;

/**
 * A run of a world in virtual time, in which every AS starts with all TRCs, but with only its own
 * chain. Used by one thread.
 */
final class VirtualRun implements AutoCloseable {
  private static final long STEP_MS = 1_000;
  private static final long CONVERGES_WITHIN_MS = 600_000;
  private static final long ANSWER_WITHIN_MS = 20_000;
  private static final long REPORT_EVERY_MS = 10_000;

  private final NetworkTopology topology;
  private final Reach expected;
  private final SimulatedWorld simulated;
  private final long startedMs;

  /**
   * Starts the world.
   *
   * @param refreshMin the value of {@code refresh-min} for every replica
   */
  VirtualRun(NetworkTopology topology, WorldSettings settings, double refreshMin) {
    this.topology = topology;
    this.expected = Reach.overLinks(topology);
    try {
      simulated =
          new SimulatedWorld(
              topology,
              settings,
              SimulatedWorld.Start.WITH_OWN_CHAIN,
              refreshMin,
              NetworkConditions.GOOD);
    } catch (WorldException e) {
      throw new InvalidRunException(e.getMessage());
    }
    this.startedMs = simulated.nowMs();
  }

  /**
   * Runs the world until all pairs of ASes connected by links are also connected by stored
   * segments.
   *
   * @return the virtual milliseconds since the start
   * @throws InvalidRunException if the pairs are not connected in time
   */
  long converge(Consumer<String> progress) {
    while (true) {
      simulated.runForMs(STEP_MS);
      long passedMs = simulated.nowMs() - startedMs;
      int missing = missing();
      if (missing == 0) {
        return passedMs;
      }
      if (passedMs >= CONVERGES_WITHIN_MS) {
        throw new InvalidRunException(missing + " pairs of ASes have no path after ten minutes");
      }
      if (passedMs % REPORT_EVERY_MS == 0) {
        progress.accept(
            "after %d s of virtual time, %d of %d pairs still have no path"
                .formatted(passedMs / 1_000, missing, expected.pairs()));
      }
    }
  }

  /** {@return the number of pairs connected by links but not by stored segments} */
  int missing() {
    try {
      return Reach.overSegments(topology, simulated.world(), simulated.nowMs()).missingOf(expected);
    } catch (WorldException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Lets hosts request paths.
   *
   * @throws InvalidRunException if a host receives no path
   */
  void ask(int pairs) {
    try {
      HostQuestions.ask(
          simulated.world(),
          expected.sample(pairs, WorldBenchmark.SEED),
          answer -> simulated.await(answer, ANSWER_WITHIN_MS));
    } catch (WorldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs the world for a virtual time span. */
  void runForMs(long ms) {
    simulated.runForMs(ms);
  }

  int pairs() {
    return expected.pairs();
  }

  /** {@return the number of events in the logs of all ASes} */
  long events() {
    return events(topology, simulated.world());
  }

  /**
   * {@return the number of events in the logs of all ASes of a world, as applied by their first
   * replicas}
   */
  static long events(NetworkTopology topology, World world) {
    long events = 0;
    try {
      for (IsdAs ia : topology.ases().keySet()) {
        events += world.replica(LoopbackPlan.replicaId(ia, 1)).standing(Topic.EVENTS).nextOffset();
      }
    } catch (WorldException e) {
      throw new IllegalStateException(e);
    }
    return events;
  }

  /**
   * Checks that no part of the world has reported a fault.
   *
   * @throws InvalidRunException if there were faults
   */
  void requireNoFaults() {
    if (!simulated.faults().isEmpty()) {
      throw new InvalidRunException(
          simulated.faults().size()
              + " faults were reported; the first is: "
              + simulated.faults().getFirst());
    }
  }

  @Override
  public void close() {
    simulated.close();
  }
}
