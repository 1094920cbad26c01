package org.waymark.edge;

import org.waymark.runtime.Cancellable;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.ServerCore;
import org.waymark.server.settings.Limits;
import org.waymark.store.ApplySettings;
import org.waymark.store.Store;

/**
 * A replica without threads, for simulations: its store is in memory and gone when it is closed,
 * records are verified as they come and applied by timers, so that the same run is the same.
 */
final class SimulatedExecution implements Execution {
  private static final long APPLY_EVERY_MS = 50;

  private final Timers timers;

  SimulatedExecution(Timers timers) {
    this.timers = timers;
  }

  @Override
  public Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults) {
    return Store.inMemory(settings);
  }

  @Override
  public Verification verification(Limits limits, FaultHandler faults) {
    return new Verification(Runnable::run, () -> 0, () -> 0, () -> {});
  }

  /** A log that cannot be read when the simulation starts is none. */
  @Override
  public Following follow(ServerCore core, boolean isOpen, StartRecord start) {
    if (!isOpen) {
      core.follower().open(start.getAsLong());
    }
    Cancellable applying = timers.every(APPLY_EVERY_MS, () -> apply(core));
    return new Following() {
      @Override
      public void stop() {
        applying.cancel();
      }

      @Override
      public void close() {
        stop();
        core.follower().close();
      }

      @Override
      public void kill() {
        close();
      }
    };
  }

  private static void apply(ServerCore core) {
    while (core.follower().applyAvailable()) {
      // Until nothing is there.
    }
  }

  @Override
  public boolean watchesFiles() {
    return false;
  }
}
