package org.waymark.server.replay;

import java.util.List;
import java.util.Optional;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Killable;
import org.waymark.store.ReadView;
import org.waymark.store.StateDigest;
import org.waymark.store.Store;
import org.waymark.store.StoreException;
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
  private volatile Store current;
  private Optional<Store> retired = Optional.empty();

  public ServingStore(Store first) {
    current = first;
  }

  /** {@return the state as it is now, to be closed after use} */
  public ReadView view() {
    while (true) {
      Store store = current;
      try {
        return store.view();
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

  Store current() {
    return current;
  }

  /** {@return a new store beside the one that answers, of the caller until it takes over} */
  synchronized Store openBeside() {
    closeRetired();
    return current.openBeside();
  }

  /** Lets another store answer from now on. */
  synchronized void takeOver(Store next) {
    retired = Optional.of(current);
    current = next;
  }

  /** Closes the store that another one took over from. */
  synchronized void closeRetired() {
    Optional<Store> old = retired;
    retired = Optional.empty();
    old.ifPresent(Store::close);
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
