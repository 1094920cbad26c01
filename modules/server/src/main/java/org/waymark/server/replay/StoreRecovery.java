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
 * Gets a replica over a disk that failed, full for a moment as a rule. A failed write leaves the
 * store where the batch found it, and RocksDB refuses every later one: so the store answers from
 * what it has until its disk can be written, and is then closed and opened again. It holds what was
 * flushed; following the log from there skips nothing and applies nothing twice.
 */
final class StoreRecovery {
  private static final Logger log = LoggerFactory.getLogger(StoreRecovery.class);

  /** The one kind of trouble. */
  private static final String DISK = "disk";

  private final ServingStore serving;
  private final Pause pause;
  private final LastingTrouble lasting;

  /** Waits a while. */
  interface Pause {
    /** {@return false when following was stopped} */
    boolean pause() throws InterruptedException;
  }

  /** What became of the store that answers. */
  enum Outcome {
    /** It was opened again. */
    OPEN,
    /** It must not be opened: another one is to be built. */
    DAMAGED,
    /** FollowerSupervisor was stopped before. */
    STOPPED
  }

  /**
   * @param pause called between attempts
   */
  StoreRecovery(ServingStore serving, Pause pause, Clock clock) {
    this.serving = serving;
    this.pause = pause;
    this.lasting = new LastingTrouble(clock);
  }

  /** {@return what kept the store from being read or written, if that is the failure} */
  static Optional<StoreException.Unavailable> of(Throwable failure) {
    return switch (failure) {
      case StoreException.Unavailable unavailable -> Optional.of(unavailable);
      case StoreException.ApplyStopped stopped when stopped.getCause() != null ->
          of(stopped.getCause());
      default -> Optional.empty();
    };
  }

  /** Opens the store that answers again, as soon as its disk can be written. */
  Outcome openAgain(StoreException.Unavailable failure) throws InterruptedException {
    if (failure.damaged()) {
      return Outcome.DAMAGED;
    }
    // Reported here: what opening says until there is space again is the same trouble.
    lasting.isDue(DISK);
    log.warn(
        "Stopped following the log: in {} {}. The store answers from what it has, and is opened"
            + " again as soon as its disk can be written: see to space and rights there",
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
                  "Opened the store in {} again: following the log from offset {} of events",
                  serving.place(),
                  serving.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L)));
      return done.isPresent() ? Outcome.OPEN : Outcome.STOPPED;
    } catch (StoreException.Unusable damaged) {
      log.warn("Could not open the store again: {}", damaged.getMessage());
      return Outcome.DAMAGED;
    }
  }

  /**
   * Does something in the directory of the store, again and again until it can be written.
   *
   * @return empty when following was stopped before
   */
  <T> Optional<T> onceWritable(Supplier<T> work) throws InterruptedException {
    do {
      try {
        T done = work.get();
        lasting.end();
        return Optional.of(done);
      } catch (StoreException.Unreadable notYet) {
        if (lasting.isDue(DISK)) {
          log.warn("Waiting for the disk of the store: {}", notYet.getMessage());
        }
      }
    } while (pause.pause());
    return Optional.empty();
  }
}
