package org.waymark.edge;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.LogException;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.ServerCore;
import org.waymark.server.replay.LogFollower;
import org.waymark.server.replicas.AuditReader;
import org.waymark.server.report.StartRecord;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * Runs a replica without threads, for simulations. Its store is in memory and is lost on close.
 * Messages are verified as they arrive, and records are applied by timers, so that runs are
 * reproducible.
 */
final class SimulatedExecution implements Execution {
  private static final Logger log = LoggerFactory.getLogger(SimulatedExecution.class);
  private static final long APPLY_EVERY_MS = 50;
  private static final long READ_AUDIT_EVERY_MS = 5_000;

  private final Timers timers;

  SimulatedExecution(Timers timers) {
    this.timers = timers;
  }

  @Override
  public Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults) {
    return Store.inMemory(settings);
  }

  @Override
  public Verification verification(ServerLimits limits, FaultHandler faults) {
    return new Verification(Runnable::run, () -> 0, () -> 0, () -> {});
  }

  /** Opens the follower immediately, since a simulated log can always be read at the start. */
  @Override
  public LogFollower follow(ServerCore core, boolean isOpen, StartRecord start) {
    if (!isOpen) {
      core.follower().open(start.getAsLong());
    }
    Cancellable applying = timers.every(APPLY_EVERY_MS, () -> apply(core));
    return new LogFollower() {
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
      // The condition itself applies the records.
    }
  }

  @Override
  public AutoCloseable readAudit(AuditReader reader, FaultHandler faults) {
    Cancellable reading = timers.every(READ_AUDIT_EVERY_MS, () -> readAll(reader));
    return () -> {
      reading.cancel();
      reader.close();
    };
  }

  private static void readAll(AuditReader reader) {
    try {
      while (reader.read(Duration.ZERO)) {
        // The condition itself reads the records.
      }
    } catch (LogException notNow) {
      log.debug("Could not read .audit: {}", notNow.getMessage());
    }
  }

  @Override
  public boolean watchesFiles() {
    return false;
  }

  @Override
  public boolean publishes() {
    return false;
  }
}
