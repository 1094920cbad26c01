package org.waymark.edge;

import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.FaultHandler;
import org.waymark.server.ServerCore;
import org.waymark.server.replay.LogFollower;
import org.waymark.server.replicas.AuditReader;
import org.waymark.server.replicas.AuditReaderThread;
import org.waymark.server.report.StartRecord;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.work.WorkerThreads;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * Runs a real replica, with a store in RocksDB and with threads that verify messages and follow the
 * log.
 */
final class ThreadedExecution implements Execution {
  private static final int VERIFICATION_THREADS = 2;

  @Override
  public Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults) {
    return Store.openReplica(config.storeFolder(), config.id(), settings, faults);
  }

  @Override
  public Verification verification(ServerLimits limits, FaultHandler faults) {
    WorkerThreads threads =
        new WorkerThreads(
            VERIFICATION_THREADS,
            limits.registrations().queuedRecords(),
            limits.memory().queued(),
            faults);
    return new Verification(threads, threads::waiting, threads::waitingBytes, threads);
  }

  @Override
  public LogFollower follow(ServerCore core, boolean isOpen, StartRecord start) {
    return core.follow(isOpen, start);
  }

  @Override
  public AutoCloseable readAudit(AuditReader reader, FaultHandler faults) {
    return AuditReaderThread.start(reader, faults);
  }

  @Override
  public boolean watchesFiles() {
    return true;
  }

  @Override
  public boolean publishes() {
    return true;
  }
}
