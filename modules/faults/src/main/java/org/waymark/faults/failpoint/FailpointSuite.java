package org.waymark.faults.failpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;

/**
 * Kills or delays a replica at each point in {@link FailpointName}. A run covers the points of some
 * scenarios, one after another, in one world. If a point is not reached, the run is invalid.
 */
public final class FailpointSuite implements Suite {
  private static final List<List<Scenario>> GROUPS =
      List.of(
          List.of(Scenario.WORK),
          List.of(Scenario.FRESH, Scenario.DAMAGED, Scenario.POISON),
          List.of(Scenario.STOP, Scenario.LEASE_STOP),
          List.of(Scenario.OUTAGE, Scenario.RETURN),
          List.of(Scenario.TRUNCATION));

  private static final long RELEASE_ROUNDS = 40;

  @Override
  public String name() {
    return "failpoint";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? GROUPS.size() : RELEASE_ROUNDS * GROUPS.size();
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    for (FailpointName name : FailpointName.values()) {
      floors.put("at-" + name, runs(size) / GROUPS.size());
    }
    return floors;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The number of the run selects the scenarios. In the first round, replicas are killed at the
   * first hit. Later rounds choose a random hit, and every second round delays replicas instead of
   * killing them.
   */
  @Override
  public Map<String, Long> run(Run run) throws Exception {
    long round = run.number() / GROUPS.size();
    List<FailpointName> names =
        GROUPS.get((int) (run.number() % GROUPS.size())).stream()
            .flatMap(scenario -> FailpointName.of(scenario).stream())
            .toList();
    return new FailpointRun(run, round, names).perform();
  }
}
