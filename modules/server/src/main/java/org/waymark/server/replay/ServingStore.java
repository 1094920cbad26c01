package org.waymark.server.replay;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Killable;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.Trc;

/**
 * The store that answers. After the log was truncated it is another one than before: the new one is
 * built beside the old one, and takes over as a whole; a view is of the one or of the other.
 *
 * <p>The owner of the stores that have answered. The old one stays open for a while, for views that
 * are open. Safe for use by several threads.
 */
public final class ServingStore implements Killable {
  private static final Logger log = LoggerFactory.getLogger(ServingStore.class);

  private volatile Store current;
  private Optional<Store> retired = Optional.empty();

  public ServingStore(Store first) {
    current = first;
  }

  /** {@return the state as it is now, to be closed after use} */
  public ReadView view() {
    return read(Store::view);
  }

  /** {@return the history of the store as it is now, to be closed after use} */
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
        // Another one took over since it was looked up.
      }
    }
  }

  /** {@return up to where records of the topic were applied} */
  public Optional<Position> position(Topic topic) {
    return current.position(topic);
  }

  /** {@return the digest of the state} */
  public StateDigest digest(Topic topic) {
    return current.digest(topic);
  }

  /** {@return the accepted TRCs and chains} */
  public TrustMaterial trust() {
    return current.trust();
  }

  /** {@return the newest accepted TRC of each ISD, by ISD} */
  public List<Trc> newestTrcs() {
    return current.newestTrcs();
  }

  /** {@return how many TRCs are accepted} */
  public int heldTrcs() {
    return current.heldTrcs();
  }

  /** {@return how many chains are accepted} */
  public int heldChains() {
    return current.heldChains();
  }

  /** {@return the last tick that counted, Unix milliseconds, 0 before the first} */
  public long lastTickMs() {
    return current.lastTickMs();
  }

  /** {@return the time of the tick that completes the store, Unix milliseconds} */
  public long completeFromMs() {
    return current.completeFromMs();
  }

  /** {@return where the stores lie, for people} */
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

  /** {@return a new store beside the one that answers, of the caller until it takes over} */
  synchronized Store openBeside() {
    closeRetired();
    return current.openBeside();
  }

  /**
   * Opens the store that answers again.
   *
   * @throws StoreException.Unreadable if it cannot be opened yet
   * @throws StoreException.Unusable if it is damaged
   */
  synchronized void openAgain() {
    current = current.openAgain();
  }

  /**
   * Lets another store, which is whole, answer from now on.
   *
   * @param why the one before is given up
   */
  synchronized void takeOver(Store next, String why) {
    // Until then a start finds the old one: an interrupted rebuild has taken nothing away.
    try {
      current.abandon(why);
    } catch (StoreException.Unreadable e) {
      log.warn("The next start may find the old store instead of the new one: {}", e.getMessage());
    }
    retired = Optional.of(current);
    current = next;
  }

  /** Closes the store that another one took over from; what it has not written is not needed. */
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
