package org.waymark.faults.environment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedReplica;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.StoreException;

/**
 * One run, in which a replica's disk fills up while the log grows, and is freed after a while.
 * Until then, the replica must answer correctly or not at all. Afterwards, it must follow the log
 * again.
 */
final class FullDiskRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Model model;
  private final RecordedLog recorded;
  private final SplittableRandom random;
  private final Path directory;
  private final VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
  private final InMemoryEventLog log;

  FullDiskRun(Model model, Run run) {
    this.model = model;
    this.recorded = model.recorded();
    this.random = new SplittableRandom(run.seed());
    this.directory = run.directory();
    this.log = recorded.emptyInMemory(clock);
  }

  void perform() throws Exception {
    int size = recorded.entries().size();
    int filled = size / 4 + random.nextInt(size / 4);
    int freed = filled + size / 4;
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"))) {
      recorded.append(0, filled, log, clock);
      try (RecordedReplica replica =
          RecordedReplica.start(
              recorded,
              directory.resolve("as"),
              directory.resolve("disk").resolve("store"),
              log,
              clock)) {
        replica.awaitReady(PATIENCE);
        disk.fill();
        recorded.append(filled, freed, log, clock);
        awaitState(replica, Readiness.State.DIVERGED);
        requireRightRows(replica);
        disk.free();
        recorded.append(freed, size, log, clock);
        awaitEnd(replica);
        requireSame(replica.content().differsFrom(model.end()));
        replica.requireNoFault();
      }
    }
  }

  private void awaitState(RecordedReplica replica, Readiness.State state)
      throws InterruptedException, InvalidRunException {
    if (!Waiting.until(
        () -> replica.replica().state() == state, PAUSE, PATIENCE, new SystemClock())) {
      throw new InvalidRunException("the replica did not need the disk while it was full");
    }
  }

  private void requireRightRows(RecordedReplica replica) throws BrokenPromiseException {
    try {
      model.requireSame("on a full disk", replica.content());
    } catch (StoreException.Unavailable | StoreException.Closed unavailable) {
      // Answering nothing is allowed.
      return;
    }
  }

  private void awaitEnd(RecordedReplica replica)
      throws InterruptedException, BrokenPromiseException {
    long end = log.end(Topic.EVENTS).nextOffset();
    boolean caughtUp =
        Waiting.until(
            () ->
                replica.replica().state() == Readiness.State.READY
                    && replica.replica().standing(Topic.EVENTS).nextOffset() == end,
            PAUSE,
            PATIENCE,
            new SystemClock());
    if (!caughtUp) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME, "after space returned: " + replica.replica().status());
    }
  }

  private static void requireSame(Optional<String> difference) throws BrokenPromiseException {
    if (difference.isPresent()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS, "after space returned: " + difference.get());
    }
  }
}
