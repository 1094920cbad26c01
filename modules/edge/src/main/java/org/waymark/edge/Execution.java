package org.waymark.edge;

import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.server.ServerCore;
import org.waymark.store.ApplySettings;
import org.waymark.store.Store;

/**
 * Where a replica keeps its state and what runs it, besides its ports: a disk and threads, or in a
 * simulation neither.
 */
interface Execution {
  /** Opens the store, which the caller owns. */
  Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults);

  /** Starts what verifies segments and revocations. */
  Verification verification(int queuedRecords);

  /**
   * Follows the log from now on.
   *
   * @param isOpen whether the follower of the core is open already
   */
  Following follow(ServerCore core, boolean isOpen, StartRecord start);

  /** {@return whether the start-up files are looked at again while the replica runs} */
  boolean watchesFiles();

  /**
   * What verifies.
   *
   * @param executor rejects what is more than it may hold
   * @param queued how many records wait
   * @param stop ends it
   */
  record Verification(Executor executor, IntSupplier queued, AutoCloseable stop) {}

  /** What keeps the store up with the log, until it is closed. */
  interface Following extends Killable {
    /** Applies no more; does not wait. Callable by any thread. */
    void stop();
  }
}
