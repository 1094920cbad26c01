package org.waymark.edge;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.server.ServerCore;
import org.waymark.server.settings.Limits;
import org.waymark.server.work.Workers;
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
  Verification verification(Limits limits, FaultHandler faults);

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
   * @param queued how many records wait
   * @param queuedBytes of memory that they take
   * @param stop ends it
   */
  record Verification(
      Workers workers, IntSupplier queued, LongSupplier queuedBytes, AutoCloseable stop) {}

  /** What keeps the store up with the log, until it is closed. */
  interface Following extends Killable {
    /** Applies no more; does not wait. Callable by any thread. */
    void stop();
  }
}
