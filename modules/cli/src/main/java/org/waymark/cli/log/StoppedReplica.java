package org.waymark.cli.log;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Opening;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/** Opens the store and log of a replica that is not running, for commands that change them. */
public final class StoppedReplica {
  private static final Logger log = LoggerFactory.getLogger(StoppedReplica.class);

  private StoppedReplica() {}

  /**
   * Opens the replica's store in the state in which the replica left it.
   *
   * @return the store
   * @throws StartupException if there is no store
   * @throws CommandException if the store cannot be used, usually because the replica is running
   */
  public static Store store(ReplicaConfig config) throws StartupException {
    try {
      return Store.openExisting(
              config.storeFolder(), config.applySettings(), FaultHandler.logging(log))
          .orElseThrow(() -> new StartupException("no store at " + config.storeFolder()));
    } catch (StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * Opens the log, and verifies that its topics are correct and that it belongs to the replica's
   * AS.
   *
   * @return the log
   * @throws CommandException if the log cannot be reached, or fails these checks
   */
  static EventLog log(ReplicaConfig config, Clock clock) {
    try {
      return verifiedLog(config, clock);
    } catch (LogException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * Opens the log like {@link #log}.
   *
   * @throws LogException if the log cannot be reached, or fails the checks
   */
  public static EventLog verifiedLog(ReplicaConfig config, Clock clock) {
    EventLog eventLog = KafkaEventLog.open(config.kafka(), clock);
    try (Opening opening = new Opening(eventLog::close)) {
      LogCheck.verify(eventLog, Map.of());
      LogOwner.isRecorded(eventLog, config.ia());
      opening.succeeded();
      return eventLog;
    }
  }
}
