package org.waymark.faults.simulation;

import java.util.Optional;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.store.LogReseed;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/** The operator of the replicas, who fills a recreated log and makes the replicas follow it. */
final class Operator {
  private final ReplicaGroup group;
  private final RunJournal journal;
  private final Runnable awaitLog;

  /**
   * @param awaitLog makes the log reachable and writable
   */
  Operator(ReplicaGroup group, RunJournal journal, Runnable awaitLog) {
    this.group = group;
    this.journal = journal;
    this.awaitLog = awaitLog;
  }

  /**
   * Stops all replicas, creates the trust records, appends the live rows of one store if there is a
   * complete one, deletes the stores and starts the replicas.
   */
  void fillLog() {
    awaitLog.run();
    group.replicas().forEach(SimulatedReplica::stop);
    group.makeTrust();
    Optional<SimulatedReplica> source =
        group.replicas().stream().filter(this::hasCompleteStore).findFirst();
    source.filter(_ -> group.random().nextBoolean()).ifPresent(this::reseed);
    group.replicas().forEach(one -> one.disk().wipe());
    group.replicas().forEach(SimulatedReplica::start);
  }

  private boolean hasCompleteStore(SimulatedReplica replica) {
    try (Store store = replica.disk().open(group.settings())) {
      return store.whole() && store.position(Topic.EVENTS).isPresent();
    }
  }

  private void reseed(SimulatedReplica replica) {
    LogConnection connection = LogConnection.open(group.log());
    try (Store store = replica.disk().open(group.settings())) {
      LogReseed.Outcome outcome =
          LogReseed.run(store, group.settings(), group.local(), connection, group.clock());
      journal.happened("reseeds", outcome.toString());
    } catch (StoreException.NotReseeded refused) {
      journal.happened("refused-reseeds", refused.getMessage());
    }
  }
}
