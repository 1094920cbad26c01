package org.waymark.faults.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.edge.config.StartupException;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.log.EventLog;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.server.replay.Readiness;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;

/**
 * A complete replica of the AS that owns a recorded log, with real threads, sockets and RocksDB,
 * but with the log in memory.
 */
public final class RecordedReplica implements AutoCloseable {
  private static final KafkaLocation NO_KAFKA =
      KafkaLocation.of("none", TopicNames.of(RecordedLog.LOCAL));

  private final Replica replica;
  private final RecordedLog recorded;
  private final SystemTimers timers;
  private final RecordedFaults faults;

  private RecordedReplica(
      Replica replica, RecordedLog recorded, SystemTimers timers, RecordedFaults faults) {
    this.replica = replica;
    this.recorded = recorded;
    this.timers = timers;
    this.faults = faults;
  }

  /**
   * Starts a replica.
   *
   * @param asFolder the folder with the start-up files of the AS, which are written if missing
   * @param store the store directory
   * @param clock the clock of the replica, at the end of the log
   */
  public static RecordedReplica start(
      RecordedLog recorded, Path asFolder, Path store, EventLog log, Clock clock)
      throws IOException, StartupException {
    RecordedFaults faults = new RecordedFaults();
    SystemTimers timers = new SystemTimers("faults-timers", faults);
    try {
      Replica replica =
          Replica.start(
              ReplicaConfigs.of(recorded.network(), asFolder, store, NO_KAFKA),
              log,
              new Ports(
                  clock,
                  timers,
                  new UdpDatagrams(faults),
                  new UnixStreams(faults),
                  new SplittableRandom(1),
                  faults));
      return new RecordedReplica(replica, recorded, timers, faults);
    } catch (RuntimeException | IOException | StartupException failed) {
      timers.close();
      throw failed;
    }
  }

  /** {@return the replica} */
  public Replica replica() {
    return replica;
  }

  /** Waits until the replica is ready for the first time. */
  public void awaitReady(Duration patience) throws BrokenPromiseException, InterruptedException {
    try {
      replica.whenCaughtUp().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME,
          "%s after %d s, %s".formatted(replica.state(), patience.toSeconds(), replica.status()));
    } catch (ExecutionException never) {
      throw new BrokenPromiseException(Promise.READY_IN_TIME, never.getCause().toString());
    }
    if (replica.state() != Readiness.State.READY) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME, "caught up, but " + replica.state() + ": " + replica.status());
    }
  }

  /**
   * Reads everything from the store.
   *
   * @throws org.waymark.store.row.StoreException.Unavailable if a row cannot be read
   */
  public StoreContent content() {
    try (ReadView view = replica.view();
        HistoryView history = replica.history()) {
      return StoreContent.of(view, history, recorded);
    }
  }

  /** Requires that no part of the replica has failed unexpectedly. */
  public void requireNoFault() throws BrokenPromiseException {
    if (!faults.faults().isEmpty()) {
      throw new BrokenPromiseException(Promise.NO_CRASH, faults.faults().toString());
    }
  }

  @Override
  public void close() {
    try {
      replica.close();
    } finally {
      timers.close();
    }
  }
}
