package org.waymark.faults.environment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedReplica;
import org.waymark.runtime.simulation.VirtualClock;

/**
 * One run, in which a replica with a wrong clock must build the same rows as all other replicas.
 */
final class WrongClockRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long MOST_MS = TimeUnit.HOURS.toMillis(30);

  private final Model model;
  private final Path directory;
  private final long aheadMs;

  WrongClockRun(Model model, Run run) {
    this.model = model;
    this.directory = run.directory();
    this.aheadMs = new SplittableRandom(run.seed()).nextLong(-MOST_MS, MOST_MS);
  }

  void perform() throws Exception {
    VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
    try (RecordedReplica replica =
        RecordedReplica.start(
            model.recorded(),
            directory.resolve("as"),
            directory.resolve("store"),
            model.recorded().inMemory(clock),
            clock.skewed(aheadMs))) {
      replica.awaitReady(PATIENCE);
      var difference = replica.content().differsFrom(model.end());
      if (difference.isPresent()) {
        throw new BrokenPromiseException(
            Promise.EQUAL_OFFSETS_EQUAL_ROWS,
            "with a clock ahead by " + aheadMs + " ms: " + difference.get());
      }
      replica.requireNoFault();
    }
  }
}
