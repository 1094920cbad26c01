package org.waymark.faults.simulation;

import java.util.Optional;
import org.waymark.log.LogException;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.StoreException;

/** One replica: a disk, a clock, and at most one running process. */
public final class SimulatedReplica {
  private static final int LEAST_RESTART_MS = 200;
  private static final int RESTART_MS = 5_000;

  private final ReplicaGroup group;
  private final int number;
  private final ReplicaDisk disk;
  private final ReplicaClock clock;
  private Optional<ReplicaProcess> process = Optional.empty();
  private int starts;

  SimulatedReplica(ReplicaGroup group, int number, ReplicaDisk disk) {
    this.group = group;
    this.number = number;
    this.disk = disk;
    this.clock = new ReplicaClock(group.clock());
  }

  /** {@return the id of the replica} */
  String id() {
    return "ps" + number;
  }

  ReplicaClock clock() {
    return clock;
  }

  ReplicaDisk disk() {
    return disk;
  }

  /** {@return the running process; empty if it was killed or could not start} */
  Optional<ReplicaProcess> process() {
    return process;
  }

  /** {@return whether the replica runs and is ready} */
  boolean isReady() {
    return process.filter(one -> one.state() == Readiness.State.READY).isPresent();
  }

  /**
   * Starts a process, unless one is running. If a process cannot start, its supervisor tries again
   * some seconds later.
   *
   * @return whether a process is running
   */
  boolean start() {
    if (process.isEmpty()) {
      try {
        process = Optional.of(new ReplicaProcess(group, this, ++starts));
      } catch (LogException | StoreException.OtherLog refused) {
        restartLater();
      }
    }
    return process.isPresent();
  }

  private void restartLater() {
    group.timers().after(LEAST_RESTART_MS + group.random().nextInt(RESTART_MS), () -> start());
  }

  /**
   * Kills the process. Its supervisor restarts it some seconds later.
   *
   * @return whether commits were lost
   */
  boolean crash() {
    if (process.isEmpty()) {
      return false;
    }
    process.get().kill();
    process = Optional.empty();
    boolean lost = disk.crash(group.random());
    restartLater();
    return lost;
  }

  /** Stops the process cleanly. */
  void stop() {
    process.ifPresent(ReplicaProcess::close);
    process = Optional.empty();
  }
}
