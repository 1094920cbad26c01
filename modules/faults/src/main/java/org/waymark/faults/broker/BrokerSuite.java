package org.waymark.faults.broker;

import java.util.Map;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;

/**
 * Breaks the log while two replicas work. The broker is killed or frozen, denies writes or reads,
 * or its name does not resolve; or, with three brokers, the leaders are killed. The number of the
 * run selects the kind of trouble.
 */
public final class BrokerSuite implements Suite {
  private static final long CI_RUNS = 4;
  private static final long RELEASE_RUNS = 150;

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    long each = runs(size) / CI_RUNS;
    return Map.of(
        "freezes", each,
        "kills", each,
        "refusals", each,
        "unresolved", each,
        "leader-kills", each,
        "held", runs(size),
        "acknowledged", 50 * runs(size),
        "answers", 20 * runs(size));
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    BrokerTrouble trouble =
        switch ((int) (run.number() % CI_RUNS)) {
          case 0 -> new FrozenBroker();
          case 1 -> new ForbiddingBroker();
          case 2 -> new UnresolvedBroker();
          default -> new KilledLeader();
        };
    return new BrokerRun(run, trouble).perform();
  }
}
