package org.waymark.faults.kill;

import java.util.Map;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;

/**
 * Kills the processes of replicas, and sometimes the broker, as if by SIGKILL, at random times
 * while there are registrations, revocations and requests. Replicas are killed while they serve,
 * start, or flush their store. Each run kills {@value #KILLS_PER_RUN} times.
 */
public final class KillSuite implements Suite {
  static final int KILLS_PER_RUN = 5;
  private static final long CI_RUNS = 1;
  private static final long RELEASE_RUNS = 600;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    long runs = runs(size);
    return Map.of(
        "kills",
        runs * KILLS_PER_RUN,
        "kills-in-flush",
        runs,
        "kills-in-start",
        runs / 4,
        "acknowledged",
        200 * runs,
        "answers",
        100 * runs,
        "revoked",
        runs,
        "killed-stores-checked",
        runs * KILLS_PER_RUN / 2);
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    return new KillRun(run, KILLS_PER_RUN).perform();
  }
}
