package org.waymark.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.Store;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/** Reads the store of a replica whose process has exited, without changing it. */
final class StoreCheck {
  private StoreCheck() {}

  /**
   * The rows of a store, and the offset of {@code .events} up to which the store claims to have
   * applied records.
   */
  record Rows(long nextOffset, List<Row> events, List<Row> trust) {}

  /**
   * Checks the store of a killed replica. {@return the position and digest in the store; empty if
   * the replica was killed before it had written anything}
   */
  static Optional<Standing> killed(ReplicaProcess replica)
      throws BrokenPromiseException, IOException {
    if (!Files.exists(replica.store().resolve("db.seal"))) {
      return Optional.empty();
    }
    try (Store store = open(replica);
        ReadView view = store.view()) {
      return Optional.of(
          new Standing(
              "killed", folded(replica, view, Topic.EVENTS), folded(replica, view, Topic.TRUST)));
    }
  }

  /** Reads the rows of a stopped replica. */
  static Rows rows(ReplicaProcess replica) throws BrokenPromiseException, IOException {
    try (Store store = open(replica);
        ReadView view = store.view()) {
      return new Rows(
          folded(replica, view, Topic.EVENTS).nextOffset(),
          view.rows(Topic.EVENTS),
          view.rows(Topic.TRUST));
    }
  }

  private static Store open(ReplicaProcess replica) throws BrokenPromiseException, IOException {
    ReplicaConfig config = ProcessWorld.configOf(replica);
    try {
      return Store.openExisting(config.storeFolder(), config.applySettings(), (what, cause) -> {})
          .orElseThrow(
              () ->
                  new BrokenPromiseException(
                      Promise.POSITION_MATCHES_ROWS, replica.id() + " has lost its store"));
    } catch (StoreException.Unusable damaged) {
      throw new BrokenPromiseException(
          Promise.POSITION_MATCHES_ROWS,
          "the store of %s is damaged, although only its process was killed: %s"
              .formatted(replica.id(), damaged.getMessage()));
    }
  }

  private static Standing.Folded folded(ReplicaProcess replica, ReadView view, Topic topic)
      throws BrokenPromiseException {
    StateDigest stored = view.digest(topic);
    StateDigest computed;
    try {
      computed = view.recomputeDigest(topic);
    } catch (StoreException.Unavailable incomplete) {
      throw new BrokenPromiseException(
          Promise.POSITION_MATCHES_ROWS,
          "the rows of %s cannot be read: %s".formatted(replica.id(), incomplete.getMessage()));
    }
    if (!stored.equals(computed)) {
      throw new BrokenPromiseException(
          Promise.POSITION_MATCHES_ROWS,
          "the store of %s says that its %s rows have the digest %s, but they have %s"
              .formatted(replica.id(), topic.suffix(), stored, computed));
    }
    return new Standing.Folded(
        view.position(topic).map(Position::nextOffset).orElse(0L),
        stored.sum().hex(),
        stored.rows());
  }
}
