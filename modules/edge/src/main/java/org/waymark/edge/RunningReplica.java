package org.waymark.edge;

import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/** A replica with real sockets, clocks and timers, and its own connection to Kafka. */
public final class RunningReplica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningReplica.class);

  private final Replica replica;
  private final OpenedParts opened;

  private RunningReplica(Replica replica, OpenedParts opened) {
    this.replica = replica;
    this.opened = opened;
  }

  /**
   * Starts a replica, which then catches up with the log. If starting fails, everything that had
   * started is closed again.
   *
   * @return the running replica
   * @throws StartupException if the start-up files are invalid
   * @throws LogException if the log cannot be used
   * @throws StoreException if the store cannot be used
   */
  public static RunningReplica start(ReplicaConfig config) throws StartupException {
    FaultHandler faults = FaultHandler.logging(log);
    OpenedParts opened = new OpenedParts(faults);
    try (Opening opening = new Opening(opened::close)) {
      SystemClock clock = new SystemClock();
      SystemTimers timers = new SystemTimers("waymark-timers-" + config.id(), faults);
      opened.add(timers);
      KafkaEventLog eventLog = openLog(config, clock);
      opened.add(eventLog);
      Replica replica =
          Replica.start(
              config,
              eventLog,
              new Ports(
                  clock,
                  timers,
                  new UdpDatagrams(faults),
                  new UnixStreams(faults),
                  new SecureRandom(),
                  faults));
      opened.add(replica);
      opening.succeeded();
      return new RunningReplica(replica, opened);
    }
  }

  /**
   * Opens the log. If the log cannot be reached, the replica starts without it, and later accepts
   * only the log from which its store was built.
   *
   * @return the log
   */
  private static KafkaEventLog openLog(ReplicaConfig config, Clock clock) {
    try {
      return KafkaEventLog.open(config.kafka(), clock);
    } catch (LogException.Unreachable away) {
      LogIdentity expected;
      try (Store store =
          Store.openExisting(
                  config.storeFolder(), config.applySettings(), FaultHandler.logging(log))
              .orElseThrow(() -> away)) {
        expected = store.heldLog().orElseThrow(() -> away);
      } catch (StoreException.Unusable noStore) {
        // A new store can be built only from the log, which cannot be reached.
        away.addSuppressed(noStore);
        throw away;
      }
      return KafkaEventLog.openLater(config.kafka(), clock, expected);
    }
  }

  /** {@return the replica} */
  public Replica replica() {
    return replica;
  }

  @Override
  public void close() {
    opened.close();
  }
}
