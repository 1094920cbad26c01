package org.waymark.server.replay;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Killable;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StateMark;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.Trc;

/**
 * The store from which this replica answers. After the log was truncated, a new store is built
 * alongside the current one and then replaces it as a whole, so a view always shows either the old
 * or the new store.
 *
 * <p>This class owns the current store and its predecessor, which stays open for a while because
 * views of it may still be in use. Safe for use by several threads.
 */
public final class ServingStore implements Killable {
  private static final Logger log = LoggerFactory.getLogger(ServingStore.class);

  private final RebuildOrders orders = new RebuildOrders();
  private volatile Store current;
  private Optional<Store> retired = Optional.empty();

  public ServingStore(Store first) {
    current = first;
  }

  /** {@return the orders to build another store from the log} */
  public RebuildOrders orders() {
    return orders;
  }

  /**
   * Opens a view of the current state.
   *
   * @return the view, to be closed after use
   */
  public ReadView view() {
    return read(Store::view);
  }

  /**
   * {@return whether the current state is still that of a view, so that another view would show the
   * same}
   */
  public boolean isAt(StateMark mark) {
    return read(store -> store.isAt(mark));
  }

  /**
   * Opens a view of the current history of the store.
   *
   * @return the view, to be closed after use
   */
  public HistoryView history() {
    return read(Store::history);
  }

  private <T> T read(Function<Store, T> reader) {
    while (true) {
      Store store = current;
      try {
        return reader.apply(store);
      } catch (StoreException.Closed closed) {
        if (store == current) {
          throw closed;
        }
        // Another store has taken over in the meantime.
      }
    }
  }

  /**
   * Makes a copy of the current store in its checkpoint folder. Callable from any thread; reading
   * and applying continue.
   *
   * @throws StoreException.NotWhole if the store does not reflect the whole log yet
   * @throws StoreException.NotCopied if the store cannot be copied
   */
  public void checkpoint() {
    read(
        store -> {
          store.checkpoint();
          return store;
        });
  }

  /**
   * {@return the position up to which the topic has been applied; empty if no record has been
   * applied}
   */
  public Optional<Position> position(Topic topic) {
    return current.position(topic);
  }

  /**
   * A topic's Merkle tree.
   *
   * @param edge the tree's right edge after the last applied record
   */
  public record Tree(String topicId, RightEdge edge) {}

  /** {@return the Merkle tree of the topic, if the store knows it} */
  public Optional<Tree> tree(Topic topic) {
    Store store = current;
    return store
        .rightEdge(topic)
        .flatMap(edge -> store.position(topic).map(at -> new Tree(at.topicId(), edge)));
  }

  /** {@return the digest of the state} */
  public StateDigest digest(Topic topic) {
    return current.digest(topic);
  }

  /** {@return the newest event schema that the store applies} */
  public int eventSchema() {
    return current.eventSchema();
  }

  /** {@return the accepted TRCs and chains} */
  public TrustMaterial trust() {
    return current.trust();
  }

  /** {@return the newest accepted TRC of each ISD, by ISD} */
  public List<Trc> newestTrcs() {
    return current.newestTrcs();
  }

  /** {@return the number of accepted TRCs} */
  public int heldTrcs() {
    return current.heldTrcs();
  }

  /** {@return the number of accepted chains} */
  public int heldChains() {
    return current.heldChains();
  }

  /** {@return the time of the last effective tick in Unix milliseconds, 0 before the first tick} */
  public long lastTickMs() {
    return current.lastTickMs();
  }

  /** {@return the time of the tick that makes the store complete, in Unix milliseconds} */
  public long completeFromMs() {
    return current.completeFromMs();
  }

  /** {@return the directory that contains the stores, for messages} */
  String place() {
    return current.place();
  }

  @Override
  public String toString() {
    return "the store in " + place();
  }

  Store current() {
    return current;
  }

  /**
   * Creates a new store alongside the current one.
   *
   * @return the new store, which belongs to the caller until it takes over
   */
  synchronized Store openBeside() {
    closeRetired();
    return current.openBeside();
  }

  /**
   * Reopens the current store.
   *
   * @throws StoreException.Unreadable if it cannot be opened yet
   * @throws StoreException.Unusable if it is damaged
   */
  synchronized void openAgain() {
    current = current.openAgain();
  }

  /**
   * Replaces the current store with another store, which is complete.
   *
   * @param why the reason for abandoning the current store
   */
  synchronized void takeOver(Store next, String why) {
    // Up to this point, a restart would use the old store, so an interrupted rebuild loses nothing.
    try {
      current.abandon(why);
    } catch (StoreException.Unreadable e) {
      log.warn(
          "Could not discard the old store, so the next start may use it instead of the new one: "
              + "{}",
          e.getMessage());
    }
    retired = Optional.of(current);
    current = next;
  }

  /** Closes the replaced store without flushing it, because its rows are no longer needed. */
  synchronized void closeRetired() {
    retired.ifPresent(Store::kill);
    retired = Optional.empty();
  }

  @Override
  public synchronized void close() {
    try {
      closeRetired();
    } finally {
      current.close();
    }
  }

  @Override
  public synchronized void kill() {
    retired.ifPresent(Store::kill);
    current.kill();
  }
}
