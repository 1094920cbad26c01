package org.waymark.edge;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.trust.TrustAnchors;
import org.waymark.log.EventLog;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;
import org.waymark.store.Store;
import org.waymark.store.view.ReadView;

/**
 * Checks, before a replica serves, that the log and the store belong to its AS, and that the
 * certificate folder agrees with the log. Methods are called by the thread that starts the replica.
 */
final class StartupChecks {
  private static final Logger log = LoggerFactory.getLogger(StartupChecks.class);

  private final ReplicaConfig config;
  private final EventLog eventLog;
  private final Store store;

  /**
   * @param store the opened store
   */
  StartupChecks(ReplicaConfig config, EventLog eventLog, Store store) {
    this.config = config;
    this.eventLog = eventLog;
    this.store = store;
  }

  /**
   * Checks whether the log is reachable and, if so, that it is valid and is the one from which the
   * store was built. While the log cannot be reached, a replica starts from its store, and follows
   * the log once it can be reached again.
   *
   * @param readiness notified if the log cannot be reached
   * @return whether the log is reachable
   * @throws LogException.Unreachable if the log cannot be reached and there is no store to start
   *     from
   * @throws LogException if the log is not the one from which the store was built, or belongs to
   *     another AS
   */
  boolean log(Readiness readiness) {
    boolean isThere = isThere(readiness);
    if (isThere) {
      requireOwnLog();
    }
    store.requireLog(eventLog.identity());
    return isThere;
  }

  private boolean isThere(Readiness readiness) {
    try {
      LogCheck.verify(eventLog, positions());
      return true;
    } catch (LogException.Unreachable away) {
      if (store.heldLog().isEmpty()) {
        throw away;
      }
      log.warn(
          "Starting from the store in {}, because the log cannot be reached. The replica will"
              + " follow the log once it can be reached",
          config.storeFolder());
      readiness.logReachable(false);
      if (store.whole()) {
        readiness.answerAsLeft();
      }
      return false;
    }
  }

  private Map<Topic, Position> positions() {
    Map<Topic, Position> positions = new EnumMap<>(Topic.class);
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      store.position(topic).ifPresent(position -> positions.put(topic, position));
    }
    return positions;
  }

  /**
   * Checks the owner before any record is applied, so that records from the log of another AS never
   * get into the store.
   */
  private void requireOwnLog() {
    try {
      if (!LogOwner.isRecorded(eventLog, config.ia())) {
        log.warn(
            "The log does not record which AS owns it, so replicas of other ASes could use it by"
                + " mistake. Record the owner once with: waymark log init --config FILE --certs"
                + " DIR");
      }
    } catch (LogException.Unreadable notRead) {
      log.warn("Cannot check which AS owns the log: {}", notRead.getMessage());
    }
  }

  /**
   * Checks the content of the store once the trust topic has been applied. This also works while
   * the log cannot be reached.
   *
   * @throws StartupException if the store belongs to another AS, or the folder contradicts the
   *     trust in the store
   */
  void store(CertificateFolder certificates) throws StartupException {
    requireOwnStore();
    try (ReadView view = store.view()) {
      TrustAnchors.check(certificates, config, view.trust());
      TrustAnchors.missing(config.topology(), view.trust()).forEach(log::warn);
    }
  }

  private void requireOwnStore() throws StartupException {
    Optional<IsdAs> owner = store.logOwner();
    if (owner.isPresent() && !owner.get().equals(config.ia())) {
      throw new StartupException(
          ("the store in %s was built from the log of AS %s, but this replica serves AS %s: "
                  + "configure another store folder, or correct the AS")
              .formatted(config.storeFolder(), owner.get(), config.ia()));
    }
  }
}
