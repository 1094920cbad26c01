package org.waymark.faults.kill;

import java.util.Map;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;

/**
 * Kills the processes of replicas, and sometimes the broker, as if by SIGKILL, at random times
 * while there are registrations, revocations and requests. Replicas are killed while they serve,
 * start, or flush their store. Each run kills processes until {@value #KILLS_PER_RUN} have been
 * killed.
 */
public final class KillSuite implements Suite {
  static final int KILLS_PER_RUN = 30;
  private static final long CI_RUNS = 1;
  private static final long RELEASE_RUNS = 100;

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
        2 * runs,
        "kills-in-start",
        2 * runs,
        "kills-of-broker",
        2 * runs,
        "acknowledged",
        1_000 * runs,
        "answers",
        300 * runs,
        "revoked",
        5 * runs,
        "killed-stores-checked",
        runs * KILLS_PER_RUN / 2);
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    return new KillRun(run, KILLS_PER_RUN).perform();
  }
}
