package org.waymark.server.replay;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.LastingTrouble;
import org.waymark.store.row.StoreException;

/**
 * Recovers from a disk failure, usually a disk that was full for a while. A failed write leaves the
 * store as it was before the batch, and RocksDB rejects all later writes. The replica therefore
 * keeps answering from the current content of the store until the disk can be written, and then
 * closes and reopens the store. The reopened store contains everything that had been flushed, and
 * following the log from there neither skips a record nor applies one twice.
 */
final class StoreRecovery {
  private static final Logger log = LoggerFactory.getLogger(StoreRecovery.class);

  /** The key under which this class reports a disk failure; it reports no other trouble. */
  private static final String DISK = "disk";

  private final ServingStore serving;
  private final Pause pause;
  private final LastingTrouble lasting;

  /** Waits between attempts. */
  interface Pause {
    /**
     * Waits before the next attempt.
     *
     * @return false if the follower was stopped
     */
    boolean pause() throws InterruptedException;
  }

  /** The result of an attempt to reopen the store. */
  enum Outcome {
    /** The store was reopened. */
    OPEN,
    /** The store is damaged and must be rebuilt. */
    DAMAGED,
    /** The follower was stopped before the store could be reopened. */
    STOPPED
  }

  /**
   * @param pause waits between attempts
   */
  StoreRecovery(ServingStore serving, Pause pause, Clock clock) {
    this.serving = serving;
    this.pause = pause;
    this.lasting = new LastingTrouble(clock);
  }

  /**
   * Finds the store failure among the causes of a failure.
   *
   * @return the store failure, if there is one
   */
  static Optional<StoreException.Unavailable> of(Throwable failure) {
    return switch (failure) {
      case StoreException.Unavailable unavailable -> Optional.of(unavailable);
      case StoreException.ApplyStopped stopped when stopped.getCause() != null ->
          of(stopped.getCause());
      default -> Optional.empty();
    };
  }

  /** Reopens the store as soon as its disk can be written. */
  Outcome openAgain(StoreException.Unavailable failure) throws InterruptedException {
    if (failure.damaged()) {
      return Outcome.DAMAGED;
    }
    // Mark the trouble as reported, because failures to reopen are part of the same trouble until
    // there is space again.
    lasting.isDue(DISK);
    log.warn(
        "Stopped following the log, because the store in {} failed: {}. The replica keeps answering"
            + " from the store's current content, and will reopen the store when its disk is"
            + " writable: check the disk space and the permissions",
        serving.place(),
        failure.getMessage());
    try {
      Optional<Boolean> done =
          onceWritable(
              () -> {
                serving.openAgain();
                return true;
              });
      done.ifPresent(
          open ->
              log.info(
                  "Reopened the store in {}; following the log again from offset {} of .events",
                  serving.place(),
                  serving.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L)));
      return done.isPresent() ? Outcome.OPEN : Outcome.STOPPED;
    } catch (StoreException.Unusable damaged) {
      log.warn("Could not reopen the store: {}", damaged.getMessage());
      return Outcome.DAMAGED;
    }
  }

  /**
   * Runs the task in the store's directory, and retries until the directory is writable.
   *
   * @return the result; empty if the follower was stopped first
   */
  <T> Optional<T> onceWritable(Supplier<T> work) throws InterruptedException {
    do {
      try {
        T done = work.get();
        lasting.end();
        return Optional.of(done);
      } catch (StoreException.Unreadable notYet) {
        if (lasting.isDue(DISK)) {
          log.warn("Waiting for the store's disk to become writable: {}", notYet.getMessage());
        }
      }
    } while (pause.pause());
    return Optional.empty();
  }
}
