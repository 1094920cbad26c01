package org.waymark.world.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.edge.Replica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.world.WorldException;

/**
 * Combines the incidents of the other scenarios at random, while the network loses, delays, repeats
 * and reorders datagrams.
 */
class MisbehavingNetworkTest {
  private static final NetworkConditions MISBEHAVING =
      new NetworkConditions(0.1, 0.05, 0.05, 1, 80);

  private static final int INCIDENTS = 12;
  private static final int SETTLED_AFTER_S = 45;

  /** After many requests, the next round of refreshing is a few seconds away. */
  private static final int REFRESH_S = 15;

  @ParameterizedTest
  @ValueSource(longs = {51, 52})
  void onceFaultsStopEveryHostFindsWhatConnects(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Scenario scenario = Scenario.on(MISBEHAVING, NetworkTopology.twoIsds(), 2, seed)) {
      Incidents incidents = new Incidents(scenario, random);
      scenario.seconds(25);
      for (int i = 0; i < INCIDENTS; i++) {
        incidents.next();
        scenario.seconds(random.nextInt(1, 12));
        // The network is used in between, so that distant servers learn segments, too.
        scenario.broken(
            scenario.pathsFrom(incidents.anyRunningAs()).values().stream()
                .flatMap(List::stream)
                .toList());
      }
      incidents.end();
      scenario.become(NetworkConditions.GOOD);
      scenario.seconds(SETTLED_AFTER_S);
      scenario.requireEveryHostFindsWhatConnects();
      ShortestPaths.requireAreFound(scenario, REFRESH_S);
    }
  }

  /** The incidents of a world, drawn from a seed. */
  private static final class Incidents {
    private final Scenario scenario;
    private final SplittableRandom random;
    private final List<String> cut = new ArrayList<>();
    private final List<IsdAs> stoppedAses = new ArrayList<>();
    private final List<String> killedReplicas = new ArrayList<>();
    private final List<String> links;
    private boolean updated;

    Incidents(Scenario scenario, SplittableRandom random) {
      this.scenario = scenario;
      this.random = random;
      this.links =
          scenario.world().status().links().stream().map(link -> link.end().toString()).toList();
    }

    IsdAs anyRunningAs() {
      return any(scenario.running());
    }

    private <T> T any(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    void next() throws WorldException {
      switch (random.nextInt(7)) {
        case 0, 1 -> cutOne();
        case 2 -> restoreOne();
        case 3 -> killOrStartReplica();
        case 4 -> stopOrStartAs();
        case 5 -> updateTrc();
        default -> {
          // No incident is also a possible incident.
        }
      }
    }

    private void cutOne() throws WorldException {
      String end = any(links);
      if (!cut.contains(end)) {
        scenario.cut(end);
        cut.add(end);
      }
    }

    private void restoreOne() throws WorldException {
      if (!cut.isEmpty()) {
        scenario.restore(cut.removeFirst());
      }
    }

    private void killOrStartReplica() throws WorldException {
      if (!killedReplicas.isEmpty()) {
        scenario.world().startReplica(killedReplicas.removeFirst());
        return;
      }
      IsdAs ia = anyRunningAs();
      Replica replica = any(scenario.replicas(ia));
      scenario.world().killReplica(replica.id());
      killedReplicas.add(replica.id());
    }

    private void stopOrStartAs() throws WorldException {
      if (!stoppedAses.isEmpty()) {
        scenario.world().startAs(stoppedAses.removeFirst());
        return;
      }
      if (killedReplicas.isEmpty()) {
        IsdAs ia = anyRunningAs();
        scenario.world().stopAs(ia);
        stoppedAses.add(ia);
      }
    }

    /**
     * Updates the TRC at most once, because other ASes would no longer accept segments from before
     * the previous TRC.
     */
    private void updateTrc() throws WorldException {
      IsdAs core = IsdAs.parse("1-12");
      if (!updated && scenario.running().contains(core)) {
        scenario.handTrc(core, scenario.updatedTrc(1));
        updated = true;
      }
    }

    /** Ends the incidents. Afterwards all ASes and replicas run, and one or two links stay cut. */
    void end() throws WorldException {
      for (IsdAs ia : stoppedAses) {
        scenario.world().startAs(ia);
      }
      for (String replica : killedReplicas) {
        scenario.world().startReplica(replica);
      }
      while (cut.size() > 2) {
        restoreOne();
      }
      if (cut.isEmpty()) {
        cutOne();
      }
    }
  }
}
