package org.waymark.edge;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.FaultHandler;
import org.waymark.server.ServerCore;
import org.waymark.server.replay.LogFollower;
import org.waymark.server.replicas.AuditReader;
import org.waymark.server.report.StartRecord;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.work.Workers;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * The environment in which a replica runs and stores its state. A real replica has a disk and
 * threads; a simulation has neither.
 */
interface Execution {
  /** Opens the store, which the caller owns. */
  Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults);

  /** Starts the threads that verify segments and revocations. */
  Verification verification(ServerLimits limits, FaultHandler faults);

  /**
   * Starts following the log.
   *
   * @param isOpen whether the core's follower is already open
   */
  LogFollower follow(ServerCore core, boolean isOpen, StartRecord start);

  /**
   * Starts reading the reports of other replicas. {@return a handle that stops the reading}
   *
   * @param reader the reader, which the returned handle owns and closes
   * @param faults notified if an unexpected failure ends the reading
   */
  AutoCloseable readAudit(AuditReader reader, FaultHandler faults);

  /** {@return whether a thread publishes checkpoints in a folder} */
  boolean publishes();

  /** {@return whether start-up files are watched for changes while the replica runs} */
  boolean watchesFiles();

  /**
   * The handle of running verification threads.
   *
   * @param queued the number of segments and revocations waiting for a thread
   * @param queuedBytes the memory that the queued segments and revocations occupy, in bytes
   * @param stop stops the verification
   */
  record Verification(
      Workers workers, IntSupplier queued, LongSupplier queuedBytes, AutoCloseable stop) {}
}
